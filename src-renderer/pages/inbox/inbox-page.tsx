import { type RefObject, useRef } from 'react'
import type { InboxGroup, InboxKind } from '#schemas'
import { PageTitle, PathLink, problemOf, useInbox } from '../../app/index.ts'
import {
  BarsIcon,
  Button,
  CheckIcon,
  cx,
  EmptyState,
  ErrorPanel,
  FailedIcon,
  FolderIcon,
  HeldIcon,
  type Icon,
  IconButton,
  InfoIcon,
  JobsIcon,
  LostIcon,
  PageAskIcon,
  Skeleton,
  Spelt,
  Time,
  useKeys,
  WarningIcon,
} from '../../components/index.ts'
import { inboxWords } from './words.ts'

const SIGNS: Record<InboxKind, { icon: Icon; tone: string }> = {
  job_failed: { icon: FailedIcon, tone: 'text-bad' },
  jobs_held: { icon: HeldIcon, tone: 'text-warn' },
  review: { icon: PageAskIcon, tone: 'text-ask' },
  kill_switch: { icon: BarsIcon, tone: 'text-warn' },
  operation: { icon: JobsIcon, tone: 'text-ink-2' },
  import: { icon: FolderIcon, tone: 'text-ink-2' },
  worker: { icon: LostIcon, tone: 'text-warn' },
  unclean_start: { icon: InfoIcon, tone: 'text-warn' },
  chain: { icon: WarningIcon, tone: 'text-bad' },
  disk: { icon: WarningIcon, tone: 'text-bad' },
  database: { icon: WarningIcon, tone: 'text-bad' },
}

/** What happened since the last visit, grouped, each with the place where it is told in full. */
export function InboxPage() {
  const { inbox, error, isPending, unread, readAll, readGroup, refetch } = useInbox()
  const list = useRef<HTMLDivElement>(null)
  useRowKeys(list)
  const fresh = inbox?.groups.filter((group) => group.unread) ?? []
  const earlier = inbox?.groups.filter((group) => !group.unread) ?? []
  return (
    <div className="mx-auto max-w-[64rem] px-4 py-4 sm:px-6">
      <PageTitle text="Inbox" />
      {error !== null && (
        <ErrorPanel
          className="mb-4"
          {...problemOf(error, 'The ledger, which it is made from, is not touched by this.')}
          action={
            <Button size="small" onClick={() => void refetch()}>
              Load again
            </Button>
          }
        />
      )}
      {isPending && <Skeleton rows={6} />}
      {inbox && (
        <div ref={list}>
          <div className="flex min-h-8 flex-wrap items-center gap-3 pb-2">
            <h2 className="text-section font-strong">
              {unread === 0 ? 'Nothing new' : `${inbox.more ? `${unread} or more` : unread} new`}
            </h2>
            <Button
              look="primary"
              icon={CheckIcon}
              className="ml-auto"
              disabled={fresh.every(({ standing }) => standing)}
              onClick={() => readAll(inbox)}
            >
              Mark all read
            </Button>
          </div>
          {fresh.length === 0 && earlier.length === 0 ? (
            <EmptyState kind="all_clear" title="Nothing has happened that you would have to know of.">
              Failures, held jobs, changes of the kill switch and trouble of workers, disk and chain come here.
            </EmptyState>
          ) : (
            <Groups label="New" groups={fresh} onRead={readGroup} />
          )}
          {earlier.length > 0 && (
            <>
              <h3 className="pt-6 pb-2 text-meta text-ink-3">Earlier</h3>
              <Groups label="Earlier" groups={earlier} onRead={readGroup} />
            </>
          )}
        </div>
      )}
    </div>
  )
}

function Groups({
  label,
  groups,
  onRead,
}: {
  label: string
  groups: readonly InboxGroup[]
  onRead: (group: InboxGroup) => void
}) {
  if (groups.length === 0) return null
  return (
    <ul aria-label={label} className="divide-y divide-line rounded-lg border border-line bg-surface">
      {groups.map((group) => (
        <Row key={group.id} group={group} onRead={() => onRead(group)} />
      ))}
    </ul>
  )
}

function Row({ group, onRead }: { group: InboxGroup; onRead: () => void }) {
  const { title, detail, path } = inboxWords(group)
  const { icon: Sign, tone } = SIGNS[group.kind]
  return (
    <li className={cx('relative flex items-start gap-3 px-4 py-2.5 hover:bg-sunken', !group.unread && 'text-ink-2')}>
      <Sign className={cx('mt-0.5', group.unread ? tone : 'text-ink-3')} />
      <div className="min-w-0 flex-1">
        <PathLink
          to={path}
          data-inbox-row
          data-ring="inside"
          onClick={onRead}
          className={cx('block break-words after:absolute after:inset-0', group.unread && 'font-strong')}
        >
          <Spelt text={title} />
        </PathLink>
        {detail !== '' && (
          <p className="break-words text-ink-2">
            <Spelt text={detail} />
          </p>
        )}
      </div>
      <span className="shrink-0 text-meta leading-5 text-ink-3">
        {group.standing ? 'now' : <Time at={group.last_at} reachable={false} />}
      </span>
      {/* Above the link, which covers the row. */}
      <span className="relative flex w-7 shrink-0 justify-center">
        {group.unread && !group.standing && (
          <IconButton icon={CheckIcon} label="Mark read" size="small" className="-my-1" onClick={onRead} />
        )}
      </span>
    </li>
  )
}

/** `j` and `k` lead from row to row. */
function useRowKeys(list: RefObject<HTMLDivElement | null>): void {
  const move = (by: number) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-inbox-row]') ?? [])]
    const at = rows.findIndex((row) => row === document.activeElement)
    rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))]?.focus()
  }
  useKeys([
    { keys: 'j', label: 'Next row', repeats: true, run: () => move(1) },
    { keys: 'k', label: 'Previous row', repeats: true, run: () => move(-1) },
    { keys: 'ArrowDown', label: 'Next row', repeats: true, run: () => move(1) },
    { keys: 'ArrowUp', label: 'Previous row', repeats: true, run: () => move(-1) },
  ])
}
