import { useQuery } from '@tanstack/react-query'
import { type RefObject, useRef, useState } from 'react'
import { type Approval, type ApprovalDetail, MAX_APPROVAL_NOTE } from '#schemas'
import { voidReasonTexts } from '#schemas/texts'
import { PathLink, problemOf, useClient } from '../../app/index.ts'
import {
  Button,
  ErrorPanel,
  GRACE_MS,
  Kbd,
  linkClass,
  NoteDialog,
  Skeleton,
  Spelt,
  StateMark,
  Time,
  useGrace,
  useKeys,
} from '../../components/index.ts'
import { actorWords, kindText } from '../../facts/index.ts'
import { DecisionBar } from './decision-bar.tsx'
import { JobDifferences } from './differences.tsx'
import { EditDialog } from './edit-dialog.tsx'
import { GrantDialog } from './grant-dialog.tsx'
import { approvalQuery } from './queries.ts'
import { Request } from './request.tsx'
import { TimeLeft } from './time-left.tsx'
import type { Decisions } from './use-decisions.ts'
import { useReadWhole } from './use-read-whole.ts'

interface ApprovalViewProps {
  readonly id: string
  /** Given where it stands in the place of the list. */
  readonly onBack?: (() => void) | undefined
  readonly decisions: Decisions
  /** When the reader last went to another request: what is pressed before that one is drawn is meant for it. */
  readonly movedAt: RefObject<number>
  /** Something is written about it: it must stay, however the window changes. */
  readonly onHold: () => void
  readonly onDecided: (approval: Approval) => void
  readonly onLater: (approval: Approval) => void
}

/** One request: exactly what would happen, who asks and why, and what is decided about it. */
export function ApprovalView(props: ApprovalViewProps) {
  const query = useQuery(approvalQuery(useClient(), props.id))
  if (query.error) return <ErrorPanel className="m-6 self-start" {...problemOf(query.error, 'Nothing was decided.')} />
  if (query.data === undefined) return <Skeleton rows={10} className="flex-1 bg-surface" />
  return <Loaded key={query.data.approval.id} {...props} detail={query.data} />
}

type Open = 'edit' | 'answer' | 'grant'

function Loaded(props: ApprovalViewProps & { readonly detail: ApprovalDetail }) {
  const { detail, onBack, decisions, movedAt, onHold, onDecided, onLater } = props
  const { approval, snapshot, edit } = detail
  const box = useRef<HTMLDivElement>(null)
  const end = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState<Open>()
  const ask = (what: Open) => {
    onHold()
    setOpen(what)
  }
  const read = useReadWhole(box, end, approval.hash)
  const grace = useGrace(approval.hash)
  const pending = approval.state === 'pending'
  const isReady = () => grace.isReady() && performance.now() - movedAt.current >= GRACE_MS && !decisions.busy
  const mayApprove = () => isReady() && read && snapshot !== null
  const approve = () => {
    if (mayApprove()) void decisions.approve(approval).then((done) => done && onDecided(approval))
  }
  const reject = () => {
    if (isReady()) void decisions.reject(approval).then((done) => done && onDecided(approval))
  }
  const when = () => pending
  useKeys([
    { keys: 'a', label: 'Approve once, after it was read to its end', changes: true, run: approve, when },
    { keys: 'r', label: 'Reject', changes: true, run: reject, when },
    {
      keys: 'e',
      label: 'Edit and approve',
      changes: true,
      run: () => ask('edit'),
      when: () => pending && detail.editable,
    },
    { keys: 'n', label: 'Answer with a note', changes: true, run: () => ask('answer'), when },
    { keys: 's', label: 'Later', run: () => onLater(approval), when },
  ])
  const trouble = decisions.trouble?.id === approval.id ? decisions.trouble.problem : undefined
  const close = () => setOpen(undefined)
  return (
    <div className="flex min-w-0 flex-1 flex-col bg-surface">
      <div className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2">
        {onBack && (
          <Button size="small" hint={<Kbd keys="Escape" />} onClick={onBack}>
            Back to list
          </Button>
        )}
        <StateMark of="approval" state={approval.state} look="tinted" />
        <h2 className="min-w-0 flex-1 basis-40 truncate text-section font-strong" title={approval.title}>
          <Spelt text={approval.title} line />
        </h2>
        <span className="text-ink-2">
          asked <Time at={approval.asked_at} show="exact" />
          {pending && (
            <>
              {' · expires '}
              <Time at={approval.expires_at} show="exact" />, <TimeLeft until={approval.expires_at} />
              {approval.on_timeout === 'approve' && ', and counts as approved then'}
            </>
          )}
        </span>
      </div>
      <div
        ref={box}
        role="region"
        aria-label="What is asked"
        // It scrolls, so it must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        data-ring="inside"
        data-scrolls
        className="min-h-0 flex-1 overflow-y-auto p-4"
      >
        {!pending && <Outcome detail={detail} />}
        <Request detail={detail} />
        {edit !== null && (
          <section aria-label="What was changed" className="mt-4">
            <h3 className="mb-2 font-strong">Changed before it was approved</h3>
            <JobDifferences differences={edit.differences} />
          </section>
        )}
        {detail.history.length > 1 && <History detail={detail} />}
        <div ref={end} />
      </div>
      {trouble && <ErrorPanel className="m-4" {...trouble} />}
      {pending && (
        <DecisionBar
          detail={detail}
          ready={grace.ready && read}
          read={read}
          busy={decisions.busy}
          tight={onBack !== undefined}
          onApprove={approve}
          onReject={reject}
          onEdit={() => ask('edit')}
          onAnswer={() => ask('answer')}
          onLater={() => onLater(approval)}
          onGrant={() => mayApprove() && ask('grant')}
        />
      )}
      {open === 'edit' && <EditDialog detail={detail} onClose={close} onDone={() => onDecided(approval)} />}
      {open === 'grant' && <GrantDialog approval={approval} onClose={close} onDone={() => onDecided(approval)} />}
      {open === 'answer' && (
        <NoteDialog
          title="Answer with a note"
          description="What was asked does not happen. The job ends with this as its reason, for whoever added it."
          leave="Leave it open"
          save="Answer"
          most={MAX_APPROVAL_NOTE}
          onClose={close}
          onSave={(note) => void decisions.answer(approval, note).then((done) => done && onDecided(approval))}
        />
      )}
    </div>
  )
}

/** How it ended, by whom and why. */
function Outcome({ detail: { approval } }: { readonly detail: ApprovalDetail }) {
  const { state, how, decided_by, decided_at, note, void_reason, spent_at, on_timeout, grant } = approval
  return (
    <div className="mb-4 rounded-sm border border-line bg-canvas p-3">
      <p>
        {state === 'expired'
          ? `Nobody answered in time, so it counts as ${on_timeout === 'approve' ? 'approved' : 'rejected'}.`
          : state === 'void'
            ? voidReasonTexts[void_reason ?? 'changed']
            : how === 'grant'
              ? 'A grant of yours approved it.'
              : how === 'timeout'
                ? `Nobody answered in time, so it counts as ${state}.`
                : `Decided by ${actorWords(decided_by ?? '')}.`}{' '}
        {decided_at !== null && <Time at={decided_at} show="exact" />}
      </p>
      {note !== null && (
        <p className="break-words">
          <Spelt text={note} />
        </p>
      )}
      {grant !== null && <p className="text-ink-2">Grant {grant.slice(-8)}.</p>}
      {spent_at !== null && (
        <p className="text-ink-2">
          Used <Time at={spent_at} show="exact" />; it approves nothing else.
        </p>
      )}
      {approval.job.state !== '' && (
        <PathLink to={`/jobs/${approval.job.id}`} className={linkClass}>
          Show the job
        </PathLink>
      )}
    </div>
  )
}

function History({ detail: { history } }: { readonly detail: ApprovalDetail }) {
  return (
    <section aria-label="History" className="mt-4">
      <h3 className="mb-1 font-strong">History</h3>
      <ul className="flex flex-col gap-0.5 text-ink-2">
        {history.map(({ seq, at, kind, by, note }) => (
          <li key={seq}>
            <Time at={at} show="exact" reachable={false} /> · {kindText(kind)} · {actorWords(by)}
            {note !== null && (
              <>
                {' '}
                · <Spelt text={note} />
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
