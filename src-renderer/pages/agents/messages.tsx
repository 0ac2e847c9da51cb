import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Message, MessageReceipt, MessageWithBody } from '#schemas'
import { PathLink, problemOf, useClient } from '../../app/index.ts'
import {
  Button,
  Chip,
  CHOSEN_IN_FORCED_COLOURS,
  cx,
  EmptyState,
  ErrorPanel,
  Id,
  linkClass,
  Panel,
  Skeleton,
  Spelt,
  StateMark,
  Time,
  useKeys,
} from '../../components/index.ts'
import { actorWords } from '../../facts/index.ts'
import type { AgentsSearch } from './search.ts'
import { messageQuery, messagesQuery, useAgentActs } from './use-agents.ts'

/** What was said, newest first, and one of it whole. */
export function Messages({ search }: { search: AgentsSearch }) {
  const client = useClient()
  const navigate = useNavigate()
  const pages = useInfiniteQuery(messagesQuery(client, search.to))
  const messages = pages.data?.pages.flatMap(({ items }) => items) ?? []
  const shown = search.id ?? messages[0]?.id
  const go = (next: AgentsSearch) => void navigate({ to: '/agents', search: next, replace: true })
  const step = (by: number) => {
    const next = messages[messages.findIndex(({ id }) => id === shown) + by]
    if (!next) return
    go({ ...search, id: next.id })
    const list = document.activeElement?.closest('[data-message]')?.closest('ul')
    list?.querySelector<HTMLElement>(`[data-message="${CSS.escape(next.id)}"]`)?.focus()
  }
  useKeys([
    { keys: 'j', label: 'Next message', repeats: true, run: () => step(1), when: () => messages.length > 1 },
    { keys: 'k', label: 'Previous message', repeats: true, run: () => step(-1), when: () => messages.length > 1 },
  ])
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(24rem,30rem)]">
      <Panel
        title="Messages"
        flush
        aside={
          search.to !== undefined && (
            <Chip onRemove={() => go(allOf(search))} removeLabel={`Remove to ${search.to}`}>
              to {search.to}
            </Chip>
          )
        }
      >
        {pages.error && <ErrorPanel className="m-4" {...problemOf(pages.error, 'No message was changed.')} />}
        {pages.isPending && <Skeleton rows={4} rowHeight={40} />}
        {pages.data && messages.length === 0 && (
          <EmptyState
            kind={search.to === undefined ? 'all_clear' : 'filtered'}
            title={search.to === undefined ? 'Nothing was said yet.' : `Nothing was said to ${search.to}.`}
            action={search.to === undefined ? undefined : <Button onClick={() => go(allOf(search))}>Show all</Button>}
          />
        )}
        {messages.length > 0 && (
          <ul className="divide-y divide-line border-t border-line">
            {messages.map((message) => (
              <Row key={message.id} message={message} shown={message.id === shown} search={search} />
            ))}
          </ul>
        )}
        {pages.hasNextPage && (
          <div className="border-t border-line p-2 text-center">
            <Button size="small" busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              Show older
            </Button>
          </div>
        )}
      </Panel>
      {shown !== undefined && <Whole key={shown} id={shown} />}
    </div>
  )
}

function allOf({ to: _, id: _id, ...search }: AgentsSearch): AgentsSearch {
  return search
}

function Row({ message, shown, search }: { message: Message; shown: boolean; search: AgentsSearch }) {
  return (
    <li>
      <Link
        to="/agents"
        search={{ ...search, id: message.id }}
        replace
        data-message={message.id}
        data-ring="inside"
        aria-current={shown || undefined}
        className={cx(
          'grid min-h-10 items-center gap-x-4 gap-y-0.5 px-4 py-2 sm:grid-cols-[7rem_5.5rem_minmax(0,1fr)_5.5rem]',
          shown ? cx('bg-selected', CHOSEN_IN_FORCED_COLOURS) : 'hover:bg-sunken',
        )}
      >
        <StateMark of="message" state={message.state} />
        <span className="text-ink-2">{message.kind}</span>
        <span className="min-w-0">
          <span className="block truncate">
            {message.subject === '' ? <span className="text-ink-3">no subject</span> : <Spelt text={message.subject} />}
          </span>
          <span className="block truncate text-meta text-ink-3">{partiesOf(message)}</span>
        </span>
        <span className="text-meta text-ink-3 sm:text-right">
          <Time at={message.created_at} reachable={false} />
        </span>
      </Link>
    </li>
  )
}

function partiesOf({ from, to, team }: Message): string {
  if (to === null) return `${from} asks for a job`
  return `${from} to ${to}${team === null ? '' : `, as one of ${team}`}`
}

function Whole({ id }: { id: string }) {
  const { data, error, isPending } = useQuery(messageQuery(useClient(), id))
  if (error) return <ErrorPanel {...problemOf(error, 'The others are not touched by this.')} />
  if (isPending || data === undefined) return <Skeleton rows={6} />
  return <Shown message={data.message} receipts={data.receipts} />
}

function Shown({ message, receipts }: { message: MessageWithBody; receipts: readonly MessageReceipt[] }) {
  const { ack } = useAgentActs()
  const mine = message.to === 'operator' && message.acked_at === null && message.state !== 'expired'
  return (
    <Panel title="Message" quiet className="xl:sticky xl:top-4">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateMark of="message" state={message.state} look="tinted" />
        <span className="text-ink-2">
          {message.kind}, {partiesOf(message)}
        </span>
      </p>
      {message.subject !== '' && (
        <h3 className="mt-3 text-section font-strong break-words">
          <Spelt text={message.subject} />
        </h3>
      )}
      {message.problem !== null && (
        <p className="mt-2 text-bad">
          <Spelt text={message.problem} />
        </p>
      )}
      {message.job !== null && (
        <p className="mt-2">
          It became the job{' '}
          <PathLink to={`/jobs/${message.job}`} className={linkClass}>
            <Id id={message.job} />
          </PathLink>
          , which starts once it is approved.
        </p>
      )}
      <p className="mt-3 max-h-80 max-w-[72ch] overflow-y-auto break-words whitespace-pre-wrap">
        {message.body === null ? (
          <span className="text-ink-3">What it said is gone.</span>
        ) : (
          <Spelt text={message.body} />
        )}
      </p>
      {ack.isError && <ErrorPanel className="mt-3" {...problemOf(ack.error, 'The message is as it was.')} />}
      {mine && (
        <Button changes size="small" className="mt-3" busy={ack.isPending} onClick={() => ack.mutate(message.id)}>
          Acknowledge
        </Button>
      )}
      <dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-6 gap-y-1.5">
        <dt className="text-ink-3">Sent</dt>
        <dd>
          <Time at={message.created_at} />
        </dd>
        {message.reply_to !== null && (
          <>
            <dt className="text-ink-3">Answers</dt>
            <dd>
              <PathLink to={`/agents?id=${message.reply_to}`} className={linkClass}>
                <Id id={message.reply_to} />
              </PathLink>
            </dd>
          </>
        )}
        {message.expires_at !== null && (
          <>
            <dt className="text-ink-3">Expires</dt>
            <dd>
              <Time at={message.expires_at} />
            </dd>
          </>
        )}
        {receipts.map((receipt) => (
          <div key={`${receipt.at} ${receipt.kind}`} className="contents">
            <dt className="text-ink-3">{WORDS[receipt.kind]}</dt>
            <dd className="min-w-0">
              <Time at={receipt.at} /> {receipt.actor === 'core' ? '' : `by ${actorWords(receipt.actor)}`}
              {receipt.note !== null && (
                <span className="block break-words text-ink-2">
                  <Spelt text={receipt.note} />
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

const WORDS: Record<MessageReceipt['kind'], string> = {
  delivered: 'Delivered',
  read: 'Read',
  acked: 'Acknowledged',
  expired: 'Expired',
  spawned: 'Became a job',
}
