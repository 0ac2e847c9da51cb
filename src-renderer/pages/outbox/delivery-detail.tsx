import { useQuery } from '@tanstack/react-query'
import type { DeliveryDetail, DeliveryReceipt } from '#schemas'
import { formatDuration, parseIsoTime } from '#schemas/format'
import { channelTexts, deliveryProblemText } from '#schemas/texts'
import { PathLink, problemOf, useClient } from '../../app/index.ts'
import {
  Announce,
  Button,
  ErrorPanel,
  Id,
  linkClass,
  Panel,
  RetryIcon,
  Skeleton,
  Spelt,
  StateMark,
  Time,
} from '../../components/index.ts'
import { actorWords, topicWords } from '../../facts/index.ts'
import { deliveryQuery, useOutboxActs } from './use-outbox.ts'
import { whyWords } from './words.ts'

/** One delivery: what it says, where it is, each try. */
export function DeliveryPanel({ id }: { id: string }) {
  const { data, error, isPending } = useQuery(deliveryQuery(useClient(), id))
  if (error) return <ErrorPanel {...problemOf(error, 'The others are not touched by this.')} />
  if (isPending || data === undefined) return <Skeleton rows={8} />
  return <Shown detail={data} />
}

function Shown({ detail: { delivery, news, receipts } }: { detail: DeliveryDetail }) {
  const { retry, discard } = useOutboxActs()
  const open = delivery.state === 'waiting' || delivery.state === 'dead'
  const failed = retry.error ?? discard.error
  const sending = delivery.wait === 'sending'
  return (
    <Panel title="Delivery" quiet className="xl:sticky xl:top-4">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateMark of="delivery" state={delivery.state} look="tinted" />
        <span className="text-ink-2">
          {channelTexts[delivery.channel]}, {delivery.alias}
        </span>
      </p>
      <h3 className="mt-3 text-section font-strong break-words">
        <Spelt text={delivery.title} />
      </h3>
      {whyWords(delivery) !== '' && (
        <p className="mt-1 max-w-[72ch] break-words text-ink-2">
          {capital(whyWords(delivery))}
          {delivery.next_at !== null && !sending && (
            <>
              {', next '}
              <Time at={delivery.next_at} />
            </>
          )}
        </p>
      )}
      <Announce text={`The delivery is ${delivery.state}.`} />
      {failed && <ErrorPanel className="mt-3" {...problemOf(failed, 'The delivery is as it was.')} />}
      {open && (
        <div className="mt-3 flex flex-wrap gap-2">
          <Button
            changes
            size="small"
            icon={RetryIcon}
            busy={retry.isPending}
            disabled={sending}
            onClick={() => retry.mutate(delivery.id)}
          >
            Try again now
          </Button>
          <Button
            changes
            size="small"
            look="danger"
            busy={discard.isPending}
            disabled={sending}
            onClick={() => discard.mutate(delivery.id)}
          >
            Discard
          </Button>
        </div>
      )}
      {news === null ? (
        <p className="mt-4 text-ink-2">What it says is gone.</p>
      ) : (
        news.text !== '' && (
          <p className="mt-4 max-h-60 max-w-[72ch] overflow-y-auto break-words whitespace-pre-wrap">
            <Spelt text={news.text} />
          </p>
        )
      )}
      <dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-6 gap-y-1.5">
        <Fact label="About">{topicWords(delivery.topic)}</Fact>
        {delivery.job !== null && (
          <Fact label="Job">
            <PathLink to={`/jobs/${delivery.job}`} className={linkClass}>
              <Id id={delivery.job} />
            </PathLink>
          </Fact>
        )}
        <Fact label="Posted">
          <Time at={delivery.created_at} /> by {actorWords(delivery.actor)}
        </Fact>
        {delivery.digest !== null && (
          <Fact label="Went with">
            <PathLink to={`/outbox?id=${delivery.digest}`} className={linkClass}>
              <Id id={delivery.digest} />
            </PathLink>
          </Fact>
        )}
        {Object.entries(news?.facts ?? {}).flatMap(([name, value]) =>
          value === null || value === '' || SHOWN.has(name)
            ? []
            : [
                <Fact key={name} label={capital(name.replaceAll('_', ' '))}>
                  <Value value={value} />
                </Fact>,
              ],
        )}
      </dl>
      <Receipts receipts={receipts} />
    </Panel>
  )
}

/** A fact as people read it: moments as times, yes and no. */
function Value({ value }: { value: string | number | boolean }) {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string' && parseIsoTime(value) !== undefined) return <Time at={value} reachable={false} />
  return <Spelt text={String(value)} />
}

/** Told above the facts already. */
const SHOWN: ReadonlySet<string> = new Set(['job'])

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  )
}

const WORDS: Record<DeliveryReceipt['kind'], string> = {
  sent: 'Sent',
  failed: 'Failed',
  given_up: 'Failed, given up',
  retried: 'Tried again',
  discarded: 'Discarded',
  collected: 'Put into a digest',
}

function Receipts({ receipts }: { receipts: readonly DeliveryReceipt[] }) {
  if (receipts.length === 0) return null
  return (
    <>
      <h4 className="mt-5 mb-1 font-strong">Receipts</h4>
      <ol className="flex flex-col divide-y divide-line border-t border-line">
        {receipts.map((receipt) => (
          <li key={`${receipt.at} ${receipt.kind} ${receipt.attempt ?? ''}`} className="py-1.5">
            <p className="flex flex-wrap items-baseline gap-x-3">
              <span>
                {WORDS[receipt.kind]}
                {receipt.attempt !== null && <span className="text-ink-3"> at try {receipt.attempt}</span>}
              </span>
              {receipt.ms !== null && <span className="text-meta text-ink-3">{formatDuration(receipt.ms)}</span>}
              <span className="ml-auto text-meta text-ink-3">
                <Time at={receipt.at} show="exact" />
              </span>
            </p>
            {receipt.problem !== null && (
              <p className="text-meta text-ink-2">{capital(deliveryProblemText(receipt))}</p>
            )}
            {receipt.actor !== 'core' && <p className="text-meta text-ink-2">by {actorWords(receipt.actor)}</p>}
          </li>
        ))}
      </ol>
    </>
  )
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
