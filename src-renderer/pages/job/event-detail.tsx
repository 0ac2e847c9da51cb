import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { bodyRefSchema, type EventDetail as Detail, type EventRecord, type Status } from '#schemas'
import { formatDuration } from '#schemas/format'
import { eventQuery, problemOf, statusQuery, useClient } from '../../app/index.ts'
import {
  Button,
  CheckIcon,
  CopyButton,
  CrossIcon,
  ErrorPanel,
  Hash,
  IconButton,
  InfoIcon,
  Skeleton,
  Time,
  WarningIcon,
} from '../../components/index.ts'
import { TextBlock } from '../../previews/index.ts'
import { factsOf, kindText } from '../../facts/index.ts'
import { useOwnHash } from './own-hash.ts'

/** The events before and after one, as far as there are any. */
export interface Neighbours {
  readonly before?: EventRecord | undefined
  readonly after?: EventRecord | undefined
}

interface EventDetailProps {
  readonly seq: number
  readonly around: Neighbours
  readonly onSelect: (seq: number) => void
  readonly onClose: () => void
}

/** One row of the ledger exactly as it stands there, with what it points to and what proves it. */
export function EventDetailPanel({ seq, around, onSelect, onClose }: EventDetailProps) {
  const client = useClient()
  const query = useQuery(eventQuery(client, seq))
  const status = useQuery(statusQuery(client)).data
  return (
    <aside
      aria-label={`Event ${seq}`}
      className="flex min-h-0 w-[28rem] shrink-0 flex-col border-l border-line bg-surface max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:z-20 max-lg:max-w-full max-lg:shadow-overlay"
    >
      <div className="flex items-center gap-2 border-b border-line py-1.5 pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-strong">Event {seq.toLocaleString('en-US')}</h2>
        {query.data && <CopyButton text={JSON.stringify(query.data.event, undefined, 2)} label="Copy record" />}
        <IconButton icon={CrossIcon} label="Close" size="small" onClick={onClose} />
      </div>
      {query.data ? (
        <Shown key={seq} detail={query.data} ledger={status?.ledger} around={around} onSelect={onSelect} />
      ) : query.data === null ? (
        <p className="p-4 text-ink-2">The ledger has no row {seq.toLocaleString('en-US')}.</p>
      ) : query.error ? (
        <ErrorPanel {...problemOf(query.error, 'The ledger is not touched by this.')} className="m-4" />
      ) : (
        <Skeleton rows={6} />
      )}
    </aside>
  )
}

interface ShownProps {
  readonly detail: Detail
  readonly ledger: Status['ledger'] | undefined
  readonly around: Neighbours
  readonly onSelect: (seq: number) => void
}

function Shown({ detail: { event, bodies }, ledger, around, onSelect }: ShownProps) {
  const facts = factsOf(event)
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4">
      <div>
        <p className="font-strong">{kindText(event.kind)}</p>
        {facts !== '' && <p className="break-words text-ink-2">{facts}</p>}
        <p className="text-ink-3">
          <Time at={event.at} show="millis" /> · by {event.actor}
        </p>
      </div>
      <Proof event={event} ledger={ledger} />
      {bodies.map((body) => (
        <div key={body.id}>
          <h3 className="mb-1 text-meta text-ink-3">{bodyName(event, body.id)}</h3>
          {body.state === 'intact' && body.value !== null ? (
            <TextBlock
              label="Body"
              text={typeof body.value === 'string' ? body.value : JSON.stringify(body.value, undefined, 2)}
            />
          ) : (
            <p className="text-ink-2">{whyNoBody(body.state)}</p>
          )}
        </div>
      ))}
      <div>
        <h3 className="mb-1 text-meta text-ink-3">Record</h3>
        <TextBlock label="Record" text={JSON.stringify(event, undefined, 2)} />
      </div>
      <nav aria-label="Neighbours" className="flex flex-col gap-1 border-t border-line pt-3">
        <Neighbour label="Before it" event={around.before} from={event} onSelect={onSelect} />
        <Neighbour label="After it" event={around.after} from={event} onSelect={onSelect} />
      </nav>
    </div>
  )
}

interface NeighbourProps {
  readonly label: string
  readonly event: EventRecord | undefined
  /** The event it stands beside. */
  readonly from: EventRecord
  readonly onSelect: (seq: number) => void
}

function Neighbour({ label, event, from, onSelect }: NeighbourProps) {
  if (event === undefined) return null
  const apart = formatDuration(Math.abs(event.at - from.at))
  return (
    <button
      type="button"
      onClick={() => onSelect(event.seq)}
      className="-mx-2 flex items-baseline gap-2 rounded-sm px-2 py-0.5 text-left hover:bg-sunken"
    >
      <span className="w-16 shrink-0 text-meta text-ink-3">{label}</span>
      <span className="min-w-0 flex-1 truncate">
        {kindText(event.kind)} <span className="text-ink-2">{factsOf(event)}</span>
      </span>
      <span className="shrink-0 text-meta text-ink-3">{apart}</span>
    </button>
  )
}

/** What a body is to its event: the member of the payload that points to it. */
function bodyName({ payload }: EventRecord, id: string): string {
  const [name] = Object.entries(payload).find(([, value]) => bodyRefSchema.safeParse(value).data?.id === id) ?? ['body']
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

function whyNoBody(state: Detail['bodies'][number]['state']): string {
  if (state === 'intact') return 'It is there, but too large to show here.'
  return state === 'deleted'
    ? 'It was deleted. This event and its hash stay.'
    : 'It is damaged: it no longer matches its hash.'
}

/** The hash, whether it is that of this very record, and whether the chain was checked up to here. */
function Proof({ event, ledger }: { readonly event: EventRecord; readonly ledger: Status['ledger'] | undefined }) {
  const own = useOwnHash(event)
  const isVerified = ledger?.verified_ok === true && ledger.verified_seq !== null && ledger.verified_seq >= event.seq
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1">
      <dt className="text-ink-3">Hash</dt>
      <dd className="flex flex-wrap items-center gap-x-2">
        <Hash hash={event.hash} copy />
        {own === 'matches' && (
          <span className="inline-flex items-center gap-1 text-good">
            <CheckIcon size={14} /> of this record
          </span>
        )}
        {own === 'differs' && (
          <span className="inline-flex items-center gap-1 text-bad">
            <WarningIcon size={14} /> not of this record
          </span>
        )}
      </dd>
      <dt className="text-ink-3">Before it</dt>
      <dd>
        <Hash hash={event.prev_hash} copy />
      </dd>
      <dt className="text-ink-3">Chain</dt>
      <dd className="inline-flex flex-wrap items-center gap-1">
        {isVerified && ledger.verified_at !== null ? (
          <span className="inline-flex items-center gap-1 text-good">
            <CheckIcon size={14} /> chain ✓ verified <Time at={ledger.verified_at} show="exact" />
          </span>
        ) : ledger?.verified_ok === false ? (
          <span className="inline-flex items-center gap-1 text-bad">
            <WarningIcon size={14} /> broken, see the ledger
          </span>
        ) : (
          <span className="inline-flex items-center gap-1 text-ink-2">
            <InfoIcon size={14} /> not verified up to here yet
            <VerifyButton />
          </span>
        )}
      </dd>
    </dl>
  )
}

/** Checks the whole chain, which is the only way to know that this row is part of it. */
function VerifyButton() {
  const client = useClient()
  const queries = useQueryClient()
  const verify = useMutation({
    mutationFn: () => client.evidence.verify({}, { context: { deadlineMs: VERIFY_MS } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['status'] }),
  })
  return (
    <>
      <Button size="small" changes busy={verify.isPending} onClick={() => verify.mutate()}>
        {verify.isPending ? 'Verifying…' : 'Verify chain'}
      </Button>
      {verify.error && <span className="text-bad">{problemOf(verify.error).what}</span>}
    </>
  )
}

/** A ledger of a million rows takes seconds, one of a hundred million minutes. */
const VERIFY_MS = 600_000
