import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { EndpointDetail } from '#schemas'
import { formatCount } from '#schemas/format'
import { endpointAdvice } from '#schemas/texts'
import { PathLink, problemOf, useClient } from '../../app/index.ts'
import {
  Announce,
  Button,
  Chart,
  CopyButton,
  ErrorPanel,
  InCode,
  linkClass,
  Panel,
  RetryIcon,
  Skeleton,
  Spelt,
  StateMark,
  Time,
  useKeys,
  WarningIcon,
} from '../../components/index.ts'
import { EndpointForm } from './endpoint-form.tsx'
import { latencyChart, latencyWords } from './latency.ts'
import { RemoveEndpoint } from './remove-endpoint.tsx'
import { endpointQuery, useEndpointActs } from './use-endpoints.ts'

/** One endpoint: how it is, what to do about it, how quick it was. */
export function EndpointPanel({ name }: { name: string }) {
  const { data: endpoint, error, isPending } = useQuery(endpointQuery(useClient(), name))
  if (error) return <ErrorPanel {...problemOf(error, 'The endpoint itself was not changed.')} />
  if (isPending || endpoint === undefined) return <Skeleton rows={8} />
  return <Shown endpoint={endpoint} />
}

function Shown({ endpoint }: { endpoint: EndpointDetail }) {
  const { probe } = useEndpointActs()
  const [editing, setEditing] = useState(false)
  const [removing, setRemoving] = useState(false)
  const { name, state, since } = endpoint
  const busy = endpoint.probing || probe.isPending
  const advice = endpointAdvice(endpoint)
  return (
    <Panel
      title={name}
      aside={
        <>
          <Button size="small" onClick={() => setEditing(true)}>
            Edit…<span className="sr-only"> {name}</span>
          </Button>
          <Button size="small" onClick={() => setRemoving(true)}>
            Remove…<span className="sr-only"> {name}</span>
          </Button>
          <Button size="small" look="primary" changes icon={RetryIcon} busy={busy} onClick={() => probe.mutate(name)}>
            Probe now
          </Button>
        </>
      }
    >
      <div className="grid gap-x-8 gap-y-4 xl:grid-cols-2">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <StateMark of="endpoint" state={state} look="tinted" />
            {state !== 'unknown' && (
              <span className="text-ink-2">
                since <Time at={since} show="exact" />
              </span>
            )}
          </p>
          {advice !== null && (
            <p className="mt-2 max-w-[72ch] break-words">
              <Spelt text={advice.text} />
              <span className="block text-ink-2">
                <InCode text={advice.todo} />
              </span>
            </p>
          )}
          <Announce text={busy ? '' : `${name} is ${state.replaceAll('_', ' ')}.`} />
          {probe.error && (
            <ErrorPanel className="mt-3" {...problemOf(probe.error, 'What was found before still stands.')} />
          )}
          <Settings endpoint={endpoint} />
        </div>
        <Latency endpoint={endpoint} />
      </div>
      {editing && <EndpointForm endpoint={endpoint} onClose={() => setEditing(false)} />}
      {removing && <RemoveEndpoint name={name} onClose={() => setRemoving(false)} />}
    </Panel>
  )
}

function Settings({ endpoint }: { endpoint: EndpointDetail }) {
  const { url, secret, key_in_clear, model, models, interval_s, checked_at, next_at, probing } = endpoint
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [
      'Address',
      <span key="url" className="-my-1 inline-flex min-w-0 items-center gap-1">
        <span className="min-w-0 font-mono text-meta break-all">{url}</span>
        <CopyButton text={url} label="Copy the address" />
      </span>,
    ],
    [
      'Key',
      <span key="key" className="flex flex-col">
        {secret === null ? (
          <span className="text-ink-2">none</span>
        ) : (
          <span>
            the secret{' '}
            <PathLink to="/settings/secrets" className={linkClass}>
              {secret}
            </PathLink>
          </span>
        )}
        {key_in_clear && (
          <span className="inline-flex items-center gap-1.5 text-warn">
            <WarningIcon />
            It crosses the network unencrypted.
          </span>
        )}
      </span>,
    ],
    [
      'Expected model',
      model === null ? (
        <span key="m" className="text-ink-2">
          any
        </span>
      ) : (
        <Spelt key="m" text={model} />
      ),
    ],
    ['Models it lists', <Models key="models" models={models} />],
    [
      'Asked',
      <span key="asked" className="text-ink-2">
        every {formatCount(interval_s)} s
        {checked_at !== null && (
          <>
            , last <Time at={checked_at} />
          </>
        )}
        {next_at === null ? (
          !probing && ', not by itself while the kill switch is engaged'
        ) : (
          <>
            , next <Time at={next_at} />
          </>
        )}
      </span>,
    ],
  ]
  return (
    <dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-6 gap-y-1.5">
      {facts.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-ink-3">{label}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const NAMED = 8

function Models({ models }: { models: readonly string[] | null }) {
  if (models === null) return <span className="text-ink-2">not known yet</span>
  if (models.length === 0) return <span className="text-ink-2">none</span>
  const more = models.length - NAMED
  return (
    <>
      <Spelt text={models.slice(0, NAMED).join(', ')} />
      {more > 0 && <span className="text-ink-3"> and {formatCount(more)} more</span>}
    </>
  )
}

function Latency({ endpoint: { probes, latency } }: { endpoint: EndpointDetail }) {
  const [table, setTable] = useState(false)
  const data = useMemo(() => latencyChart(probes), [probes])
  useKeys([{ keys: 'v', label: 'Show the chart as a table, or back', run: () => setTable((is) => !is) }])
  return (
    <Chart
      id="latency"
      question="Is it quick to answer?"
      unit="from the request to its whole list of models"
      data={data}
      summary={latencyWords(latency)}
      empty="It has not answered yet."
      table={table}
      onTable={setTable}
    />
  )
}
