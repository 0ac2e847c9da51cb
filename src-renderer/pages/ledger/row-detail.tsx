import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { EventDetail, EventRecord } from '#schemas'
import { eventQuery, PathLink, problemOf, useClient } from '../../app/index.ts'
import {
  CopyButton,
  cx,
  ErrorPanel,
  exactTime,
  Hash,
  Id,
  linkClass,
  Skeleton,
  Spelt,
  useSetting,
} from '../../components/index.ts'

/** The exact record, its neighbours in the chain, and the bodies it points to. */
export function RowDetail({ row }: { row: EventRecord }) {
  const detail = useQuery(eventQuery(useClient(), row.seq))
  const [time] = useSetting('time')
  const record = JSON.stringify(row, undefined, 2)
  return (
    <div className="grid gap-x-8 gap-y-4 px-4 py-4 lg:grid-cols-[auto_minmax(0,1fr)] lg:pl-[6.5rem]">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] content-start items-center gap-x-4 gap-y-1">
        <Line name="Kind">
          <code>
            <Spelt text={row.kind} />
          </code>
          <span className="text-ink-3">version {row.v}</span>
        </Line>
        <Line name="Time">{exactTime(row.at, time === 'utc' ? 'UTC' : 'local')}</Line>
        <Line name="Actor">
          <Spelt text={row.actor} />
        </Line>
        {row.job_id !== null && (
          <Line name="Job">
            <PathLink to={`/jobs/${row.job_id}`} className={linkClass}>
              <Id id={row.job_id} />
            </PathLink>
            <PathLink to={`/ledger?job=${row.job_id}`} className={linkClass}>
              All rows of it
            </PathLink>
          </Line>
        )}
        {row.run_id !== null && (
          <Line name="Run">
            <Id id={row.run_id} copy />
            <PathLink to={`/ledger?run=${row.run_id}`} className={linkClass}>
              All rows of it
            </PathLink>
          </Line>
        )}
        <Line name="Hash">
          <Hash hash={row.hash} copy />
        </Line>
        <Line name="Before it">
          <Hash hash={row.prev_hash} copy />
        </Line>
      </dl>
      <div className="flex min-w-0 flex-col gap-4">
        <Block title="Record" copy={record}>
          {record}
        </Block>
        {detail.isPending && <Skeleton rows={2} />}
        {detail.isError && (
          <ErrorPanel
            {...problemOf(detail.error, 'The record above is complete; only its bodies could not be read.')}
          />
        )}
        {detail.data?.bodies.map((body) => (
          <Body key={body.id} body={body} />
        ))}
      </div>
    </div>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="flex min-h-7 min-w-0 flex-wrap items-center gap-x-2">{children}</dd>
    </>
  )
}

const BODY_STATES: Record<EventDetail['bodies'][number]['state'], { words: string; tone: string }> = {
  intact: { words: 'matches its digest', tone: 'text-good' },
  deleted: { words: 'deleted; its digest stays in the record', tone: 'text-ink-3' },
  damaged: { words: 'does not match its digest', tone: 'text-bad' },
}

function Body({ body }: { body: EventDetail['bodies'][number] }) {
  const { words, tone } = BODY_STATES[body.state]
  const text = typeof body.value === 'string' ? body.value : JSON.stringify(body.value, undefined, 2)
  return (
    <Block
      title={
        <>
          Body <Id id={body.id} /> <span className={cx('font-normal', tone)}>{words}</span>
        </>
      }
      copy={body.value === null ? undefined : text}
    >
      {body.value === null ? (body.state === 'deleted' ? 'Deleted.' : 'Too large to show here, or gone.') : text}
    </Block>
  )
}

function Block({ title, copy, children }: { title: ReactNode; copy?: string | undefined; children: string }) {
  return (
    <div className="overflow-hidden rounded-sm border border-line bg-surface">
      <div className="flex h-8 items-center gap-2 border-b border-line px-3 text-meta font-strong">
        <span className="flex-1">{title}</span>
        {copy !== undefined && <CopyButton text={copy} label="Copy it" />}
      </div>
      <pre
        // It scrolls, so it must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        data-ring="inside"
        className="max-h-96 overflow-auto px-3 py-2 font-mono text-meta break-words whitespace-pre-wrap"
      >
        <Spelt text={children} />
      </pre>
    </div>
  )
}
