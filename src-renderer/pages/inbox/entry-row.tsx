import type { InboxGroup, InboxKind } from '#schemas'
import { PathLink } from '../../app/index.ts'
import {
  BarsIcon,
  CheckIcon,
  cx,
  FailedIcon,
  FolderIcon,
  HeldIcon,
  type Icon,
  IconButton,
  InboxIcon,
  InfoIcon,
  JobsIcon,
  LostIcon,
  PageAskIcon,
  Spelt,
  Time,
  WarningIcon,
} from '../../components/index.ts'
import { inboxWords, oneOfAlikeWords } from './words.ts'

export const SIGNS: Record<InboxKind, { icon: Icon; tone: string }> = {
  job_failed: { icon: FailedIcon, tone: 'text-bad' },
  jobs_held: { icon: HeldIcon, tone: 'text-warn' },
  review: { icon: PageAskIcon, tone: 'text-ask' },
  approval: { icon: PageAskIcon, tone: 'text-ask' },
  kill_switch: { icon: BarsIcon, tone: 'text-warn' },
  notice: { icon: InboxIcon, tone: 'text-run' },
  deliveries_dead: { icon: WarningIcon, tone: 'text-warn' },
  operation: { icon: JobsIcon, tone: 'text-ink-2' },
  import: { icon: FolderIcon, tone: 'text-ink-2' },
  worker: { icon: LostIcon, tone: 'text-warn' },
  unclean_start: { icon: InfoIcon, tone: 'text-warn' },
  chain: { icon: WarningIcon, tone: 'text-bad' },
  disk: { icon: WarningIcon, tone: 'text-bad' },
  database: { icon: WarningIcon, tone: 'text-bad' },
}

interface EntryRowProps {
  readonly entry: InboxGroup
  /** It stands below what it has in common with others. */
  readonly within?: boolean
  readonly onRead: () => void
}

/** One entry, with the place where it is told in full. Opening it is reading it. */
export function EntryRow({ entry, within = false, onRead }: EntryRowProps) {
  const { title, detail, path } = within ? oneOfAlikeWords(entry) : inboxWords(entry)
  const { icon: Sign, tone } = SIGNS[entry.kind]
  return (
    <li
      className={cx(
        'relative flex items-start gap-3 px-4 hover:bg-sunken',
        within ? 'py-1.5 pl-11' : 'py-2.5',
        !entry.unread && 'text-ink-2',
      )}
    >
      {!within && <Sign className={cx('mt-0.5', entry.unread ? tone : 'text-ink-3')} />}
      <div className={cx('min-w-0 flex-1', within && 'flex flex-wrap gap-x-3')}>
        <PathLink
          to={path}
          data-inbox-row
          data-ring="inside"
          onClick={onRead}
          className={cx('block break-words after:absolute after:inset-0', entry.unread && 'font-strong')}
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
        {entry.standing ? 'now' : <Time at={entry.last_at} reachable={false} />}
      </span>
      {/* Above the link, which covers the row. */}
      <span className="relative flex w-7 shrink-0 justify-center">
        {entry.unread && !entry.standing && (
          <IconButton changes icon={CheckIcon} label="Mark read" size="small" className="-my-1" onClick={onRead} />
        )}
      </span>
    </li>
  )
}
