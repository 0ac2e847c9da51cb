import { useId, useState } from 'react'
import type { InboxGroup } from '#schemas'
import { formatCount } from '#schemas/format'
import {
  Button,
  CheckIcon,
  ChevronDownIcon,
  ChevronRightIcon,
  cx,
  IconButton,
  Spelt,
  Time,
} from '../../components/index.ts'
import { failedJobs } from './alike.ts'
import { EntryRow, SIGNS } from './entry-row.tsx'
import { alikeWords } from './words.ts'

interface AlikeRowProps {
  /** Newest first, two or more. */
  readonly entries: readonly InboxGroup[]
  readonly onRead: (entries: readonly InboxGroup[]) => void
  readonly onRetry: (jobs: readonly string[]) => void
}

/** Failures that are told alike: counted, opened one by one, or retried in one go. */
export function AlikeRow({ entries, onRead, onRetry }: AlikeRowProps) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const [newest] = entries
  if (newest === undefined) return null
  const { title, detail } = alikeWords(entries)
  const { icon: Sign, tone } = SIGNS[newest.kind]
  const unread = entries.some((entry) => entry.unread)
  const failed = failedJobs(entries)
  const Chevron = open ? ChevronDownIcon : ChevronRightIcon
  return (
    <li>
      <div className={cx('relative flex items-start gap-3 px-4 py-2.5 hover:bg-sunken', !unread && 'text-ink-2')}>
        <Sign className={cx('mt-0.5', unread ? tone : 'text-ink-3')} />
        <div className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            data-inbox-row
            data-ring="inside"
            onClick={() => setOpen(!open)}
            className={cx(
              'flex max-w-full items-start gap-1.5 text-left after:absolute after:inset-0',
              unread && 'font-strong',
            )}
          >
            <span className="min-w-0 break-words">
              <Spelt text={title} />
            </span>
            <span className="rounded-full bg-neutral-tint px-1.5 text-meta leading-5 font-strong text-neutral forced-colors:border">
              {formatCount(entries.length)}
            </span>
            <Chevron size={14} className="mt-1 shrink-0 text-ink-3" />
          </button>
          <p className="break-words text-ink-2">
            <Spelt text={detail} />
          </p>
        </div>
        {/* Above the button, which covers the row. */}
        {failed.length > 0 && (
          <Button changes size="small" className="relative -my-1" onClick={() => onRetry(failed)}>
            Retry {formatCount(failed.length)}…
          </Button>
        )}
        <span className="shrink-0 text-meta leading-5 text-ink-3">
          <Time at={newest.last_at} reachable={false} />
        </span>
        <span className="relative flex w-7 shrink-0 justify-center">
          {unread && (
            <IconButton
              changes
              icon={CheckIcon}
              label={`Mark ${formatCount(entries.length)} read`}
              size="small"
              className="-my-1"
              onClick={() => onRead(entries)}
            />
          )}
        </span>
      </div>
      {open && (
        <ul id={id} aria-label={`${formatCount(entries.length)} alike`} className="pb-1.5">
          {entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} within onRead={() => onRead([entry])} />
          ))}
        </ul>
      )}
    </li>
  )
}
