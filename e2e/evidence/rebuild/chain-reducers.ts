import { eventKinds, scheduleSpecSchema } from '#schemas'
import type { LedgerEvent, ReadBody, Reducers } from './reducer.ts'
import type { Tables } from './tables.ts'

export const chainReducers: Reducers = {
  'chain.decided'({ chains }, { seq, at, job_id: job, run_id: run, payload }) {
    chains.chain_decision.push({ seq, at, job, run, ...payload })
  },
  'watchdog.changed'({ chains }, { at, payload: { schedule, to, alerted } }) {
    const told = to === 'running' ? [] : (chains.watchdog.get(schedule)?.alerted ?? [])
    const now = alerted ? [...told, to] : told
    chains.watchdog.set(schedule, { schedule, state: to, alerted: now, changed_at: at })
  },
}

/** What a schedule follows, as it was saved last; to be called behind the reducer of the schedule itself. */
export function tellChains({ chains }: Tables, event: LedgerEvent, body: ReadBody): void {
  if (event.kind !== 'schedule.created' && event.kind !== 'schedule.edited') return
  const { schedule: child, spec } = eventKinds[event.kind].parse(event.payload)
  const { after } = scheduleSpecSchema.parse(JSON.parse(body(spec.id)))
  chains.chain_link.set(
    child,
    after.map(({ parent, on: ends, delay_s, condition = null }, link) => ({
      child,
      link,
      parent,
      ends,
      delay_s,
      condition,
    })),
  )
}
