import { type RefObject, useRef } from 'react'
import type { InboxGroup } from '#schemas'
import { PageTitle, problemOf, useInbox } from '../../app/index.ts'
import { Button, CheckIcon, EmptyState, ErrorPanel, Skeleton, useKeys } from '../../components/index.ts'
import { BulkDialog } from '../jobs/bulk-dialog.tsx'
import { useBulk } from '../jobs/use-bulk.ts'
import { rowsOf } from './alike.ts'
import { AlikeRow } from './alike-row.tsx'
import { EntryRow } from './entry-row.tsx'

/** What happened since the last visit, grouped, each with the place where it is told in full. */
export function InboxPage() {
  const { inbox, error, isPending, unread, readAll, readGroups, refetch } = useInbox()
  const { bulk, askBulk, closeBulk, begin } = useBulk()
  const list = useRef<HTMLDivElement>(null)
  useRowKeys(list)
  const fresh = inbox?.groups.filter((group) => group.unread) ?? []
  const earlier = inbox?.groups.filter((group) => !group.unread) ?? []
  const acts = {
    onRead: readGroups,
    onRetry: (ids: readonly string[]) => askBulk({ act: 'retry', target: { ids: [...ids] } }),
  }
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
              changes
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
            <Rows label="New" entries={fresh} {...acts} />
          )}
          {earlier.length > 0 && (
            <>
              <h3 className="pt-6 pb-2 text-meta text-ink-3">Earlier</h3>
              <Rows label="Earlier" entries={earlier} {...acts} />
            </>
          )}
        </div>
      )}
      {bulk && <BulkDialog ask={bulk} onClose={closeBulk} onStarted={begin} />}
    </div>
  )
}

interface RowsProps {
  readonly label: string
  readonly entries: readonly InboxGroup[]
  readonly onRead: (entries: readonly InboxGroup[]) => void
  readonly onRetry: (jobs: readonly string[]) => void
}

function Rows({ label, entries, onRead, onRetry }: RowsProps) {
  if (entries.length === 0) return null
  return (
    <ul aria-label={label} className="divide-y divide-line rounded-lg border border-line bg-surface">
      {rowsOf(entries).map(({ key, entries: alike }) => {
        const [entry, ...others] = alike
        if (entry !== undefined && others.length === 0)
          return <EntryRow key={key} entry={entry} onRead={() => onRead([entry])} />
        return <AlikeRow key={key} entries={alike} onRead={onRead} onRetry={onRetry} />
      })}
    </ul>
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
