import { Announce, InboxIcon, keysText, Tooltip } from '../../components/index.ts'
import { PathLink } from '../path-link.tsx'
import { useInbox } from './use-inbox.ts'

/** How much happened that nobody has looked at, and the way there. */
export function InboxButton() {
  const { unread, inbox } = useInbox()
  const count = inbox?.more === true ? `${unread}+` : String(unread)
  const news = unread === 0 ? '' : `${count} new in the inbox`
  const keys = keysText('g n')
  return (
    <>
      <Announce text={news} />
      <Tooltip side="bottom" text={`What happened since your last visit${keys === undefined ? '' : ` (${keys})`}`}>
        <PathLink
          to="/inbox"
          className="inline-flex h-7 items-center gap-1.5 rounded-sm px-2 text-ink-2 hover:bg-sunken hover:text-ink"
        >
          <InboxIcon />
          <span className="max-lg:sr-only">Inbox</span>
          {unread > 0 && (
            <span className="min-w-5 rounded-full bg-run px-1.5 text-center text-meta font-strong text-on-tone forced-colors:border">
              {count}
              <span className="sr-only"> new</span>
            </span>
          )}
        </PathLink>
      </Tooltip>
    </>
  )
}
