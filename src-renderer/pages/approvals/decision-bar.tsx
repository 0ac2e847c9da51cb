import type { ApprovalDetail } from '#schemas'
import { Button, DecideBar, Kbd } from '../../components/index.ts'

interface DecisionBarProps {
  readonly detail: ApprovalDetail
  /** All of it was on screen, for long enough. */
  readonly ready: boolean
  readonly read: boolean
  readonly busy: boolean
  readonly tight: boolean
  readonly onApprove: () => void
  readonly onReject: () => void
  readonly onEdit: () => void
  readonly onAnswer: () => void
  readonly onLater: () => void
  readonly onGrant: () => void
}

/** What can be decided about a request that waits. Approving sleeps until one can have read all of it. */
export function DecisionBar(props: DecisionBarProps) {
  const { detail, ready, read, busy, tight } = props
  const intact = detail.snapshot !== null
  return (
    <DecideBar tight={tight}>
      <Button look="danger" changes busy={busy} hint={<Kbd keys="R" />} onClick={props.onReject}>
        Reject
      </Button>
      {detail.editable && (
        <Button changes busy={busy} hint={<Kbd keys="E" />} onClick={props.onEdit}>
          Edit
        </Button>
      )}
      <Button changes busy={busy} hint={<Kbd keys="N" />} onClick={props.onAnswer}>
        Answer
      </Button>
      <Button look="quiet" hint={<Kbd keys="S" />} onClick={props.onLater}>
        Later
      </Button>
      <span className="ml-auto flex items-center gap-2">
        {!read && intact && <span className="text-meta text-ink-3 max-sm:hidden">Read to its end to approve</span>}
        {intact && (
          <Button changes busy={busy || !ready} onClick={props.onGrant}>
            Approve next n…
          </Button>
        )}
        {intact && (
          <Button look="primary" changes busy={busy || !ready} hint={<Kbd keys="A" />} onClick={props.onApprove}>
            Approve once
          </Button>
        )}
      </span>
    </DecideBar>
  )
}
