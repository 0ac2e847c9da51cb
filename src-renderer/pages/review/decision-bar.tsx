import type { ArtifactDetail } from '#schemas'
import { Button, cx, DecideBar, Kbd } from '../../components/index.ts'
import { effectCount } from './effects.tsx'
import type { Deciding } from './use-decisions.ts'
import type { PlanState } from './use-plan.ts'

interface DecisionBarProps {
  readonly detail: ArtifactDetail
  readonly plan: PlanState
  /** The change was on screen, so promoting it is a decision about something seen. */
  readonly changeShown: boolean
  /** The artifact has been in sight long enough. */
  readonly ready: boolean
  readonly busy: boolean
  /** There is little room: what a tab does as well is left to it. */
  readonly tight: boolean
  readonly onDecide: (act: Deciding) => void
  readonly onNote: () => void
  readonly onEdit: () => void
  readonly onUndo: () => void
  readonly onPromote: () => void
}

/** What can be decided about the artifact in its state; the buttons that decide sleep until one can have looked. */
export function DecisionBar(props: DecisionBarProps) {
  const { detail, ready, busy, onDecide, onNote, onUndo } = props
  const { artifact } = detail
  const { state } = artifact
  const asleep = !ready || busy || artifact.busy
  const undecided = state === 'needs_review'
  return (
    <DecideBar tight={props.tight}>
      {(undecided || state === 'accepted') && (
        <Button look="danger" changes busy={asleep} hint={<Kbd keys="R" />} onClick={() => onDecide('reject')}>
          Reject
        </Button>
      )}
      <Button changes busy={busy} hint={<Kbd keys="N" />} onClick={onNote}>
        Note
      </Button>
      {undecided && (
        <Button changes busy={asleep} hint={<Kbd keys="A" />} onClick={() => onDecide('accept')}>
          Accept, not trusted
        </Button>
      )}
      {(state === 'accepted' || state === 'rejected' || state === 'superseded') && (
        <Button changes busy={asleep} onClick={() => onDecide('archive')}>
          Archive
        </Button>
      )}
      {!undecided && state !== 'promoted' && (
        <Button changes busy={asleep} onClick={() => onDecide('reopen')}>
          Review again
        </Button>
      )}
      {artifact.undo_to !== null && (
        <Button changes busy={asleep} hint={<Kbd keys="Z" />} onClick={onUndo}>
          {state === 'promoted' ? 'Undo promotion' : 'Undo'}
        </Button>
      )}
      <PromoteButton {...props} asleep={asleep} />
    </DecideBar>
  )
}

function PromoteButton({
  detail,
  plan,
  changeShown,
  asleep,
  onPromote,
  onEdit,
  tight,
}: DecisionBarProps & { asleep: boolean }) {
  const { state } = detail.artifact
  if (state !== 'needs_review' && state !== 'accepted') return null
  const planned = plan.state === 'planned'
  return (
    <span className="ml-auto flex items-center gap-2">
      {!tight && (
        <Button look="quiet" hint={<Kbd keys="E" />} onClick={onEdit}>
          Edit target
        </Button>
      )}
      <Button
        look="primary"
        changes
        busy={asleep || !planned}
        hint={<Kbd keys="P" />}
        onClick={onPromote}
        className={cx(!planned && 'min-w-40')}
      >
        {!planned ? 'Promote' : changeShown ? `Promote: ${effectCount([plan.plan])}` : 'Show the change'}
      </Button>
    </span>
  )
}
