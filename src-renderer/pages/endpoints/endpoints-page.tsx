import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { ENDPOINT_STATES, type Endpoint, type EndpointState } from '#schemas'
import { endpointStateTexts } from '#schemas/texts'
import { PageTitle, problemOf, useClient } from '../../app/index.ts'
import {
  Button,
  ChipChoice,
  EmptyState,
  ErrorPanel,
  Panel,
  PlusIcon,
  Skeleton,
  StateMark,
  useKeys,
} from '../../components/index.ts'
import { EndpointPanel } from './endpoint-detail.tsx'
import { EndpointForm } from './endpoint-form.tsx'
import { EndpointList } from './endpoint-list.tsx'
import type { EndpointsSearch } from './search.ts'
import { endpointsQuery } from './use-endpoints.ts'

const route = getRouteApi('/endpoints')

/** Which models answer, how fast, and what to do about those that do not. */
export function EndpointsPage() {
  const search = route.useSearch()
  const navigate = useNavigate()
  const { data: endpoints, error, isPending } = useQuery(endpointsQuery(useClient()))
  const { state, id, add } = search
  const listed = endpoints?.filter((endpoint) => state === undefined || endpoint.state === state) ?? []
  // What was asked for by name is shown, whatever the list is narrowed to.
  const shown = endpoints?.find(({ name }) => name === id)?.name ?? listed[0]?.name
  const go = (next: EndpointsSearch) => void navigate({ to: '/endpoints', search: next, replace: true })
  const without = <K extends keyof EndpointsSearch>(key: K): EndpointsSearch => {
    const { [key]: _, ...rest } = search
    return rest
  }
  const step = (by: number) => {
    const next = listed[listed.findIndex(({ name }) => name === shown) + by]
    if (!next) return
    go({ ...search, id: next.name })
    // The focus goes with it where it was in the list.
    const row = document.activeElement?.closest('[data-endpoint]')?.closest('ul')
    row?.querySelector<HTMLElement>(`[data-endpoint="${CSS.escape(next.name)}"]`)?.focus()
  }
  useKeys([
    { keys: 'j', label: 'Next endpoint', repeats: true, run: () => step(1), when: () => listed.length > 1 },
    { keys: 'k', label: 'Previous endpoint', repeats: true, run: () => step(-1), when: () => listed.length > 1 },
  ])
  const adding = (
    <Button
      icon={PlusIcon}
      look={endpoints?.length === 0 ? 'primary' : 'plain'}
      onClick={() => go({ ...search, add: true })}
    >
      Add endpoint
    </Button>
  )
  return (
    <div className="mx-auto flex max-w-360 flex-col gap-4 p-4 sm:p-6">
      <PageTitle text="Endpoints" />
      {endpoints?.length !== 0 && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <h2 className="min-w-0 flex-1 text-section font-strong">{endpoints ? verdict(endpoints) : 'Looking'}</h2>
          {endpoints && adding}
        </div>
      )}
      {error && <ErrorPanel {...problemOf(error, 'No endpoint was changed.')} />}
      {isPending && <Skeleton rows={4} rowHeight={40} />}
      {endpoints?.length === 0 && (
        <Panel title="Endpoints" quiet>
          <EmptyState kind="first_use" title="No model server is known yet." action={adding}>
            Name one that speaks OpenAI’s API, on this machine or another. Interlock asks it for its models from time to
            time, and a schedule can wait until it is up.
          </EmptyState>
        </Panel>
      )}
      {endpoints !== undefined && endpoints.length > 1 && (
        <States
          endpoints={endpoints}
          chosen={state}
          onChoose={(next) => go(next === undefined ? without('state') : { ...search, state: next })}
        />
      )}
      {endpoints !== undefined && endpoints.length > 0 && listed.length === 0 && (
        <Panel title="Endpoints" quiet>
          <EmptyState
            kind="filtered"
            title={`No endpoint is ${state === undefined ? 'here' : endpointStateTexts[state].word.toLowerCase()} now.`}
            action={<Button onClick={() => go(without('state'))}>Show all {endpoints.length}</Button>}
          />
        </Panel>
      )}
      {listed.length > 0 && <EndpointList endpoints={listed} shown={shown} search={search} />}
      {shown !== undefined && <EndpointPanel key={shown} name={shown} />}
      {add === true && <EndpointForm onClose={() => go(without('add'))} />}
    </div>
  )
}

function verdict(endpoints: readonly Endpoint[]): string {
  const up = endpoints.filter(({ state }) => state === 'up').length
  if (up === endpoints.length) return up === 1 ? 'The endpoint is up' : `All ${up} endpoints are up`
  return `${up} of ${endpoints.length} ${endpoints.length === 1 ? 'endpoint' : 'endpoints'} up`
}

interface StatesProps {
  readonly endpoints: readonly Endpoint[]
  readonly chosen: EndpointState | undefined
  readonly onChoose: (state: EndpointState | undefined) => void
}

/** The states that occur, each with how many; one of them narrows the list. */
function States({ endpoints, chosen, onChoose }: StatesProps) {
  const count = (state: EndpointState) => endpoints.filter((endpoint) => endpoint.state === state).length
  return (
    <div role="group" aria-label="States" className="flex flex-wrap gap-1">
      {ENDPOINT_STATES.filter((state) => state === chosen || count(state) > 0).map((state) => (
        <ChipChoice key={state} chosen={state === chosen} onChange={(on) => onChoose(on ? state : undefined)}>
          <StateMark of="endpoint" state={state} />
          {count(state)}
        </ChipChoice>
      ))}
    </div>
  )
}
