import { type EventPayload, scheduleSpecSchema } from '#schemas'
import type { LedgerEvent, ReadBody, Reducers } from './reducer.ts'
import type { FiringRow, ScheduleRow } from './schedule-tables.ts'
import type { Tables } from './tables.ts'

type Told = EventPayload<'firing.enqueued' | 'firing.deferred' | 'firing.refused' | 'firing.missed'>

export const scheduleReducers: Reducers = {
  'schedule.created'({ schedules }, { seq, at, payload }, body) {
    schedules.schedule.set(payload.schedule, {
      seq,
      id: payload.schedule,
      name: nameIn(body(payload.spec.id)),
      revision: 1,
      spec: payload.spec.id,
      state: 'off',
      failures: 0,
      created_at: at,
      updated_at: at,
    })
  },
  'schedule.edited'({ schedules }, { at, payload }, body) {
    const spec = payload.spec.id
    Object.assign(schedules.schedule.get(payload.schedule) ?? {}, {
      name: nameIn(body(spec)),
      revision: payload.revision,
      spec,
      updated_at: at,
    })
  },
  'schedule.enabled': (tables, event) => move(tables, event, { state: 'on', failures: 0 }),
  'schedule.resumed': (tables, event) => move(tables, event, { state: 'on', failures: 0 }),
  'schedule.disabled': (tables, event) => move(tables, event, { state: 'off' }),
  'schedule.paused': (tables, event) => move(tables, event, { state: 'paused' }),
  'schedule.tripped': (tables, event) => move(tables, event, { state: 'tripped', failures: event.payload.failures }),
  'schedule.deleted': (tables, event) => move(tables, event, { state: 'deleted' }),
  'scheduler.paused'({ schedules }, { at }) {
    Object.assign(schedules.scheduler, { paused: 1, paused_at: at, resumed_at: null })
  },
  'scheduler.resumed'({ schedules }, { at }) {
    Object.assign(schedules.scheduler, { paused: 0, resumed_at: at })
  },
  'firing.enqueued': (tables, event) => put(tables, event, { state: 'enqueued', job: event.payload.job }),
  'firing.deferred': (tables, event, body) => put(tables, event, { state: 'waiting', ...whyIn(event.payload, body) }),
  'firing.refused': (tables, event, body) => put(tables, event, { state: 'refused', ...whyIn(event.payload, body) }),
  'firing.missed'(tables, event, body) {
    const { until_at, count } = event.payload
    put(tables, event, { state: 'missed', ...whyIn(event.payload, body), until_at, count })
  },
  'firing.cancelled'({ schedules }, { payload }) {
    const change = { state: 'cancelled', reason: payload.reason, message: null, job: null }
    Object.assign(schedules.firing.get(payload.firing) ?? {}, change)
  },
  'pool.set'({ schedules }, { payload }) {
    const { pool: name, size, paused } = payload
    schedules.pool.set(name, { name, size, paused: paused ? 1 : 0 })
  },
  'pool.removed'({ schedules }, { payload }) {
    schedules.pool.delete(payload.pool)
  },
}

/** What the end of a job, or its going on after all, does to its schedule; to be called behind the reducer of the job itself. */
export function tellSchedules(tables: Tables, event: LedgerEvent): void {
  if (!MOVES.has(event.kind)) return
  const job = tables.job.get(event.job_id ?? '')
  const origin = tables.job_origin.get(event.job_id ?? '')
  const firing = tables.schedules.firing.get(origin?.firing ?? '')
  if (job === undefined || firing === undefined) return
  firing.over_at = job.finished_at
  const schedule = tables.schedules.schedule.get(firing.schedule)
  if (event.kind !== 'run.finished' || job.finished_at === null || schedule === undefined) return
  if (schedule.state === 'deleted' || job.state === 'cancelled') return
  const isSuccess = job.state === 'succeeded' && (job.verdict === null || job.verdict === 'passed')
  schedule.failures = isSuccess ? 0 : schedule.failures + 1
}

const MOVES: ReadonlySet<string> = new Set(['run.finished', 'job.cancelled', 'job.requeued', 'job.restored'])

function move(tables: Tables, { at, payload }: LedgerEvent<{ schedule: string }>, change: Partial<ScheduleRow>): void {
  Object.assign(tables.schedules.schedule.get(payload.schedule) ?? {}, { ...change, updated_at: at })
}

function put({ schedules }: Tables, { seq, at, actor, payload }: LedgerEvent<Told>, change: Partial<FiringRow>): void {
  const settled = { reason: null, message: null, job: null, ...change }
  const known = schedules.firing.get(payload.firing)
  if (known !== undefined) {
    Object.assign(known, settled)
    return
  }
  schedules.firing.set(payload.firing, {
    seq,
    id: payload.firing,
    schedule: payload.schedule,
    kind: payload.kind,
    key: payload.key,
    due_at: payload.due_at,
    until_at: null,
    count: 1,
    state: 'waiting',
    parent_job: payload.parent?.job ?? null,
    parent_run: payload.parent?.run ?? null,
    given: payload.given?.id ?? null,
    actor,
    created_at: at,
    over_at: null,
    ...settled,
  })
}

function whyIn({ reason, message }: EventPayload<'firing.refused'>, body: ReadBody) {
  return { reason, message: message === null ? null : body(message.id) }
}

function nameIn(text: string): string {
  return scheduleSpecSchema.parse(JSON.parse(text)).name
}
