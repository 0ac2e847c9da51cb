import { useQuery } from '@tanstack/react-query'
import type { Endpoint } from '#schemas'
import { formatDuration } from '#schemas/format'
import { endpointAdvice } from '#schemas/texts'
import { PathLink, useClient } from '../../app/index.ts'
import { StateMark } from '../../components/index.ts'
import { endpointsQuery } from './use-endpoints.ts'

/** Each endpoint in a few words, for the overview: its name, how it is, how quick; nothing where there is none. */
export function EndpointFacts({
  children,
}: {
  /** Puts the facts where they belong. */
  children: (facts: { readonly key: string; readonly fact: React.ReactNode }[]) => React.ReactNode
}) {
  const { data } = useQuery(endpointsQuery(useClient()))
  if (data === undefined || data.length === 0) return null
  return children(data.map((endpoint) => ({ key: endpoint.id, fact: <Line endpoint={endpoint} /> })))
}

function Line({ endpoint }: { endpoint: Endpoint }) {
  const { name, state, latency } = endpoint
  return (
    <PathLink
      to={`/endpoints?id=${encodeURIComponent(name)}`}
      title={endpointAdvice(endpoint)?.text}
      className="inline-flex min-w-0 items-center gap-1.5 hover:underline"
    >
      <span className="min-w-0 truncate">{name}</span>
      <StateMark of="endpoint" state={state} />
      {latency.p50_ms !== null && <span className="text-ink-3">{formatDuration(latency.p50_ms)}</span>}
    </PathLink>
  )
}
