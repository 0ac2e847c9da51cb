import { Link } from '@tanstack/react-router'
import type { Endpoint } from '#schemas'
import { formatDuration } from '#schemas/format'
import { endpointAdvice } from '#schemas/texts'
import { CHOSEN_IN_FORCED_COLOURS, cx, Panel, Spelt, StateMark, Time, Unknown } from '../../components/index.ts'
import type { EndpointsSearch } from './search.ts'

export interface EndpointListProps {
  readonly endpoints: readonly Endpoint[]
  readonly shown: string | undefined
  readonly search: EndpointsSearch
}

/** Which models answer and how fast, one line each. */
export function EndpointList({ endpoints, shown, search }: EndpointListProps) {
  return (
    <Panel title="Endpoints" quiet flush>
      <ul className="divide-y divide-line">
        {endpoints.map((endpoint) => (
          <li key={endpoint.id}>
            <Link
              to="/endpoints"
              search={{ ...search, id: endpoint.name }}
              data-endpoint={endpoint.name}
              aria-current={endpoint.name === shown || undefined}
              data-ring="inside"
              className={cx(
                'grid min-h-10 items-center gap-x-4 gap-y-0.5 px-4 py-2 sm:grid-cols-[minmax(7rem,12rem)_8.5rem_5rem_minmax(0,1fr)_auto]',
                endpoint.name === shown ? cx('bg-selected', CHOSEN_IN_FORCED_COLOURS) : 'hover:bg-sunken',
              )}
            >
              <span className="min-w-0 truncate font-strong">{endpoint.name}</span>
              <StateMark of="endpoint" state={endpoint.state} />
              <span className="sm:text-right">
                {endpoint.latency.p50_ms === null ? (
                  <Unknown why="It has not answered yet." />
                ) : (
                  <span title="Half of its answers came within this time">
                    {formatDuration(endpoint.latency.p50_ms)}
                  </span>
                )}
              </span>
              <span className="min-w-0 truncate text-ink-2">
                <Spelt text={endpointAdvice(endpoint)?.text ?? endpoint.model ?? endpoint.url} />
              </span>
              <span className="text-meta text-ink-3">
                {endpoint.probing
                  ? 'being asked'
                  : endpoint.checked_at !== null && <Time at={endpoint.checked_at} reachable={false} />}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
