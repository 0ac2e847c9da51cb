import { useQuery } from '@tanstack/react-query'
import type { JobOrigin } from '#schemas'
import { PathLink, useClient } from '../../app/index.ts'
import { linkClass, Spelt, Time } from '../../components/index.ts'
import { firingQuery } from './queries.ts'

const KINDS: Record<JobOrigin['kind'], string> = {
  schedule: 'due',
  manual: 'run by hand',
  chain: 'after another, due',
}

/** Which schedule a job comes from, and what set it off. */
export function OriginLine({ origin: { kind, schedule, firing } }: { origin: JobOrigin }) {
  const { data } = useQuery(firingQuery(useClient(), firing))
  return (
    <span>
      from schedule{' '}
      <PathLink to={`/schedules/${schedule}`} className={linkClass}>
        {data === undefined ? schedule.slice(-8) : <Spelt text={data.schedule_name} />}
      </PathLink>
      , {KINDS[kind]} {data !== undefined && <Time at={data.due_at} show="exact" />}
      {kind === 'chain' && (
        <>
          {' · '}
          <PathLink to={`/chains/${schedule}`} className={linkClass}>
            chain
          </PathLink>
        </>
      )}
    </span>
  )
}
