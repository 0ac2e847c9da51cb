import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { DELIVERY_STATES } from '#schemas'
import { PageTitle, problemOf, useClient } from '../../app/index.ts'
import {
  Button,
  Chip,
  ChipChoice,
  EmptyState,
  ErrorPanel,
  Panel,
  PauseIcon,
  PlayIcon,
  PlusIcon,
  Skeleton,
  StateMark,
  useKeys,
} from '../../components/index.ts'
import { AliasForm } from './alias-form.tsx'
import { AliasList } from './alias-list.tsx'
import { DeliveryPanel } from './delivery-detail.tsx'
import { DeliveryList } from './delivery-list.tsx'
import type { OutboxSearch } from './search.ts'
import { aliasesQuery, deliveriesQuery, outboxQuery, useOutboxActs } from './use-outbox.ts'
import { verdictWords } from './words.ts'

const route = getRouteApi('/outbox')

/** What is told to whom, whether it arrived, and where it may go. */
export function OutboxPage() {
  const client = useClient()
  const navigate = useNavigate()
  const search = route.useSearch()
  const { state, alias, id, add } = search
  const { data: outbox, error } = useQuery(outboxQuery(client))
  const { data: aliases, error: aliasError } = useQuery(aliasesQuery(client))
  const filter = { ...(state !== undefined && { state }), ...(alias !== undefined && { alias }) }
  const pages = useInfiniteQuery(deliveriesQuery(client, filter))
  const { pause, resume } = useOutboxActs()
  const deliveries = pages.data?.pages.flatMap(({ items }) => items) ?? []
  const shown = id ?? deliveries[0]?.id
  const go = (next: OutboxSearch) => void navigate({ to: '/outbox', search: next, replace: true })
  const without = <K extends keyof OutboxSearch>(key: K): OutboxSearch => {
    const { [key]: _, ...rest } = search
    return rest
  }
  const step = (by: number) => {
    const next = deliveries[deliveries.findIndex((each) => each.id === shown) + by]
    if (!next) return
    go({ ...search, id: next.id })
    const list = document.activeElement?.closest('[data-delivery]')?.closest('ul')
    list?.querySelector<HTMLElement>(`[data-delivery="${CSS.escape(next.id)}"]`)?.focus()
  }
  useKeys([
    { keys: 'j', label: 'Next delivery', repeats: true, run: () => step(1), when: () => deliveries.length > 1 },
    { keys: 'k', label: 'Previous delivery', repeats: true, run: () => step(-1), when: () => deliveries.length > 1 },
  ])
  const failed = error ?? aliasError ?? pages.error
  const paused = outbox?.state === 'paused'
  return (
    <div className="mx-auto flex max-w-360 flex-col gap-4 p-4 sm:p-6">
      <PageTitle text="Outbox" />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 className="min-w-0 flex-1 text-section font-strong">{outbox ? verdictWords(outbox) : 'Looking'}</h2>
        {outbox && (
          <Button
            changes
            icon={paused ? PlayIcon : PauseIcon}
            busy={pause.isPending || resume.isPending}
            onClick={() => (paused ? resume : pause).mutate()}
          >
            {paused ? 'Resume outbox' : 'Pause outbox'}
          </Button>
        )}
        <Button look="primary" icon={PlusIcon} onClick={() => go({ ...search, add: true })}>
          Add alias
        </Button>
      </div>
      {failed && <ErrorPanel {...problemOf(failed, 'Nothing was sent or lost because of this.')} />}
      {aliases ? <AliasList aliases={aliases} chosen={alias} search={search} /> : <Skeleton rows={3} rowHeight={40} />}
      <div className="flex flex-wrap items-center gap-1" role="group" aria-label="States">
        {DELIVERY_STATES.map((each) => (
          <ChipChoice
            key={each}
            chosen={each === state}
            onChange={(on) => go(on ? { ...without('id'), state: each } : without('state'))}
          >
            <StateMark of="delivery" state={each} />
            {each === 'waiting' && outbox && outbox.counts.waiting}
            {each === 'dead' && outbox && outbox.counts.dead}
          </ChipChoice>
        ))}
        {alias !== undefined && (
          <Chip onRemove={() => go(without('alias'))} removeLabel={`Remove alias ${alias}`} className="ml-2">
            to {alias}
          </Chip>
        )}
      </div>
      {pages.isPending && <Skeleton rows={6} rowHeight={40} />}
      {pages.data && deliveries.length === 0 && (
        <Panel title="Deliveries" quiet>
          {state === undefined && alias === undefined ? (
            <EmptyState kind="first_use" title="Nothing was told to anybody yet.">
              A job whose <code className="font-mono text-meta">deliver</code> names an alias tells it of its end;
              tripped schedules, stuck work and requests for approval come here too.
            </EmptyState>
          ) : (
            <EmptyState
              kind={state === 'dead' ? 'all_clear' : 'filtered'}
              title={state === 'dead' ? 'Nothing was given up.' : 'No delivery is like this.'}
              action={state === 'dead' ? undefined : <Button onClick={() => go({})}>Show all</Button>}
            />
          )}
        </Panel>
      )}
      {deliveries.length > 0 && (
        <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(24rem,30rem)]">
          <DeliveryList
            deliveries={deliveries}
            shown={shown}
            search={search}
            more={
              pages.hasNextPage ? { load: () => void pages.fetchNextPage(), busy: pages.isFetchingNextPage } : undefined
            }
          />
          {shown !== undefined && <DeliveryPanel key={shown} id={shown} />}
        </div>
      )}
      {add === true && <AliasForm onClose={() => go(without('add'))} />}
    </div>
  )
}
