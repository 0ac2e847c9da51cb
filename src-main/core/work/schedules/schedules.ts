import {
  type Firing,
  InterlockError,
  parseSchedule,
  type Schedule,
  type ScheduleDetail,
  type SchedulePreview,
  type SchedulePreviewRequest,
  type Scheduler,
  type ScheduleSpec,
  type ScheduleState,
} from '#schemas'
import { canonicalJson, type Clock, type Ids, isoTime } from '#schemas/format'
import { firingReasonText } from '#schemas/texts'
import type { Bodies, Ledger, Store, Write } from '#core/record'
import type { Enqueue } from '../enqueue.ts'
import { admitted } from './admit.ts'
import { type Dispatch, whyNot } from './dispatch.ts'
import type { FiringRow, FiringTable } from './firing-table.ts'
import { previewOf } from './preview.ts'
import type { NewFiring, RecordFiring } from './record-firing.ts'
import type { ScheduleRow, ScheduleTable } from './schedule-table.ts'
import type { ScheduleStates } from './states.ts'
import type { ScheduleViews } from './views.ts'

/** What chains have to say of what a schedule follows. */
export interface ScheduleLinks {
  /** @returns the schedule with its parents by their ids @throws InterlockError */
  check(child: string | undefined, spec: ScheduleSpec): ScheduleSpec
  set(write: Write, child: string, after: ScheduleSpec['after']): void
}

/** Schedules as the operator works with them. `id` is whole, its last 6 characters or more, or the name. */
export interface Schedules {
  /**
   * @throws invalid_input, schedule_name_taken, schedule_never_fires, cron_unreadable, zone_unknown, workspace_not_found,
   *   workspace_required
   */
  create(input: unknown, actor: string): Promise<ScheduleDetail>
  /** The whole anew. @throws schedule_changed, and as `create` */
  edit(query: { id: string; revision: number; spec: unknown }, actor: string): Promise<ScheduleDetail>
  /** @throws schedule_not_found, schedule_state_conflict, schedule_never_fires */
  enable(id: string, actor: string): Promise<Schedule>
  disable(id: string, actor: string): Promise<Schedule>
  pause(id: string, actor: string): Promise<Schedule>
  resume(id: string, actor: string): Promise<Schedule>
  remove(id: string, actor: string): Promise<{ removed: string }>
  /** Takes one away whose task is done, as part of a write. */
  retire(write: Write, id: string): void
  /** Until `resumeAll`, no schedule fires by itself; each stays on, off or paused as it is. */
  pauseAll(actor: string): Promise<Scheduler>
  resumeAll(actor: string): Promise<Scheduler>
  scheduler(): Scheduler
  get(id: string): ScheduleDetail
  /** @throws cursor_unreadable */
  list(query: { state?: LiveState[]; words?: string; cursor?: string; limit: number }): {
    items: Schedule[]
    next_cursor: string | null
    scheduler: Scheduler
    counts: Record<LiveState, number>
  }
  preview(request: SchedulePreviewRequest): SchedulePreview
  /**
   * Fires now, whether it is on or not. The same `key` again gives the firing that is there.
   * @throws schedule_not_found, already_running, firing_refused
   */
  runNow(query: { id: string; key?: string; parameters?: unknown }, actor: string): Promise<Firing>
  /** For chains: fires as part of a write; the job follows. @returns the firing, which may be refused, or was there already */
  fire(
    write: Write,
    firing: {
      schedule: string
      key: string
      due_at: number
      parent: { job: string; run: string | null }
      given: unknown
    },
  ): FiringRow
  /** @throws firing_not_found */
  firing(id: string): Firing
  /** Of one that waits. @throws firing_not_found, firing_state_conflict */
  cancelFiring(id: string, actor: string): Promise<Firing>
}

const LIVE_STATES = ['on', 'off', 'paused', 'tripped'] as const satisfies ScheduleState[]
type LiveState = (typeof LIVE_STATES)[number]

export interface SchedulesDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly table: ScheduleTable
  readonly firings: FiringTable
  readonly record: RecordFiring
  readonly dispatch: Dispatch
  readonly states: ScheduleStates
  readonly views: ScheduleViews
  readonly links: ScheduleLinks
  /** The job of a schedule with the workspace it means, so that another workspace changes nothing for it. */
  readonly placed: Enqueue['placed']
  /** Has what is due looked at once the write is committed. */
  readonly look: (write: Write) => void
}

export function createSchedules(deps: SchedulesDeps): Schedules {
  const { store, ledger, bodies, clock, ids, table, firings, record, dispatch, states, views, links } = deps

  function freeName(name: string, except: string | undefined): void {
    const other = table.byName(name)
    if (other !== undefined && other.id !== except)
      throw new InterlockError('schedule_name_taken', { name, schedule: other.id })
  }

  function specOf(row: ScheduleRow): ScheduleSpec {
    const spec = table.spec(row)
    if (spec === undefined) throw new InterlockError('body_gone', { id: row.spec })
    return spec
  }

  function move(
    id: string,
    actor: string,
    action: string,
    from: readonly ScheduleState[],
    to: 'on' | 'off' | 'paused',
    kind: 'schedule.enabled' | 'schedule.disabled' | 'schedule.paused' | 'schedule.resumed',
  ): Promise<Schedule> {
    return store.write((write) => {
      const row = table.find(id)
      const state = from.find((each) => each === row.state)
      if (state === undefined && row.state !== to)
        throw new InterlockError('schedule_state_conflict', {
          id: row.id,
          state: views.schedule(row).state,
          action,
          allowed: [...from],
        })
      if (row.state !== to) change(write, row, to, kind, actor)
      return views.schedule(table.byId(row.id) ?? row)
    })
  }

  function change(
    write: Write,
    row: ScheduleRow,
    to: 'on' | 'off' | 'paused',
    kind: 'schedule.enabled' | 'schedule.disabled' | 'schedule.paused' | 'schedule.resumed',
    actor: string,
  ): void {
    const spec = specOf(row)
    const at = clock.now()
    if (to === 'on' && spec.after.length === 0) admitted(spec, at)
    if (kind === 'schedule.disabled') ledger.append(write, kind, { schedule: row.id, cause: 'operator' }, { actor, at })
    else ledger.append(write, kind, { schedule: row.id }, { actor, at })
    const failures = to === 'on' ? 0 : row.failures
    table.setState.run(write, { id: row.id, state: to, failures, at })
    const now = { ...row, state: to, failures }
    if (to === 'on') {
      states.time(write, now, spec)
      for (const { seq } of firings.waitingOf.all({ schedule: row.id })) table.wakeFiring.run(write, { seq, at })
      deps.look(write)
    } else {
      table.clearDue.run(write, { what: 'schedule', ref: row.seq })
      if (to === 'off') states.expireLater(write, now, spec)
    }
  }

  function scheduler(): Scheduler {
    const { paused, paused_at } = table.scheduler()
    const next = paused === 1 ? undefined : table.nextSchedule()
    return {
      paused: paused === 1,
      since: paused === 1 && paused_at !== null ? isoTime(paused_at) : null,
      next_at: next === undefined ? null : isoTime(next),
    }
  }

  async function runNow(
    { id, key, parameters }: { id: string; key?: string; parameters?: unknown },
    actor: string,
  ): Promise<Firing> {
    const found = table.find(id)
    const spec = specOf(found)
    const firing = ids.next('fir')
    const due_at = clock.now()
    const given = parameters === undefined ? {} : { parameters }
    let prepared = await dispatch.prepare(spec, { due_at, kind: 'manual', given })
    const add = () =>
      store.write((write) => {
        const row = table.find(found.id)
        const known = key === undefined ? undefined : firings.byKey(manualKey(row.id, key))
        if (known !== undefined) return known
        const body = parameters === undefined ? null : bodies.json(write, given)
        const asked: NewFiring = {
          id: firing,
          schedule: row.id,
          kind: 'manual',
          key: manualKey(row.id, key ?? firing),
          due_at,
          parent: null,
          given: body,
          actor,
        }
        return dispatch.fresh(write, row, spec, asked, prepared)
      })
    // What its job is refused for is written down, too.
    const row = await add().catch((error: unknown) => {
      prepared = whyNot(error)
      return add()
    })
    return refusedOr(row)
  }

  /** @throws InterlockError already_running, firing_refused */
  function refusedOr(row: FiringRow): Firing {
    const shown = views.firing(row)
    const { reason } = shown
    if (row.state !== 'refused' || reason === null) return shown
    if (reason.code === 'already_running')
      throw new InterlockError('already_running', { schedule: shown.schedule_name, job: reason.job, firing: row.id })
    const message = shown.message ?? firingReasonText(reason)
    throw new InterlockError('firing_refused', {
      schedule: shown.schedule_name,
      firing: row.id,
      reason: reason.code,
      message,
    })
  }

  function kept(asked: ScheduleSpec): ScheduleSpec {
    return admitted({ ...asked, job: deps.placed(asked.job) }, clock.now())
  }

  return {
    async create(input, actor) {
      const asked = parseSchedule(input)
      return store.write((write) => {
        freeName(asked.name, undefined)
        const spec = links.check(undefined, kept(asked))
        const id = ids.next('sch')
        const at = clock.now()
        const body = bodies.canonical(write, canonicalJson(spec))
        const seq = ledger.append(write, 'schedule.created', { schedule: id, spec: body }, { actor, at })
        const { name } = spec
        const row = { seq, id, name, revision: 1, spec: body.id, state: 'off', created_at: at, updated_at: at }
        table.insert.run(write, row)
        links.set(write, id, spec.after)
        return views.detail({ ...row, failures: 0 })
      })
    },
    async edit({ id, revision, spec: input }, actor) {
      const asked = parseSchedule(input)
      return store.write((write) => {
        const row = table.find(id)
        if (row.revision !== revision)
          throw new InterlockError('schedule_changed', { id: row.id, revision: row.revision, given: revision })
        freeName(asked.name, row.id)
        const spec = links.check(row.id, kept(asked))
        const at = clock.now()
        const body = bodies.canonical(write, canonicalJson(spec))
        const next = revision + 1
        ledger.append(write, 'schedule.edited', { schedule: row.id, revision: next, spec: body }, { actor, at })
        table.edit.run(write, { id: row.id, name: spec.name, revision: next, spec: body.id, at })
        links.set(write, row.id, spec.after)
        const now = table.byId(row.id) ?? row
        // What is due already, and was not looked at yet, stays due.
        const before = table.spec(row)
        const isTimedAnew = before === undefined || !isTimedAlike(spec, before)
        if (now.state === 'on' && isTimedAnew) states.time(write, now, spec)
        deps.look(write)
        return views.detail(now)
      })
    },
    enable: (id, actor) => move(id, actor, 'switching it on', ['off'], 'on', 'schedule.enabled'),
    disable: (id, actor) =>
      move(id, actor, 'switching it off', ['on', 'paused', 'tripped'], 'off', 'schedule.disabled'),
    pause: (id, actor) => move(id, actor, 'pausing it', ['on'], 'paused', 'schedule.paused'),
    resume: (id, actor) => move(id, actor, 'resuming it', ['paused', 'tripped'], 'on', 'schedule.resumed'),
    remove: (id, actor) =>
      store.write((write) => {
        const row = table.find(id)
        if (row.state !== 'deleted') states.remove(write, row, actor, 'operator')
        return { removed: row.id }
      }),
    retire(write, id) {
      const row = table.byId(id)
      if (row === undefined || row.state === 'deleted') return
      states.remove(write, row, 'scheduler', 'ran')
    },
    pauseAll: (actor) =>
      store.write((write) => {
        const at = clock.now()
        if (table.scheduler().paused === 1) return scheduler()
        ledger.append(write, 'scheduler.paused', {}, { actor, at })
        table.pauseAll.run(write, { at })
        return scheduler()
      }),
    resumeAll: (actor) =>
      store.write((write) => {
        const at = clock.now()
        if (table.scheduler().paused === 0) return scheduler()
        ledger.append(write, 'scheduler.resumed', {}, { actor, at })
        table.resumeAll.run(write, { at })
        table.wakeFirings.run(write, { at })
        deps.look(write)
        return scheduler()
      }),
    scheduler,
    get: (id) => views.detail(table.find(id)),
    list({ state = [...LIVE_STATES], words = '', cursor, limit }) {
      const before = beforeOf(cursor)
      const asked = { before, states: JSON.stringify(state), words: words.trim().toLowerCase() }
      const rows = table.page.all({ ...asked, limit: limit + 1 })
      const counts = { on: 0, off: 0, paused: 0, tripped: 0 }
      for (const each of table.counts.all({})) Object.assign(counts, { [each.state]: each.n })
      return { ...pageOf(rows, limit, views.listed), scheduler: scheduler(), counts }
    },
    preview: (request) => previewOf(request, clock.now()),
    runNow,
    fire(write, { schedule, key, due_at, parent, given }) {
      const known = firings.byKey(key)
      if (known !== undefined) return known
      const row = table.find(schedule)
      const body = bodies.json(write, given)
      const firing: NewFiring = {
        id: ids.next('fir'),
        schedule: row.id,
        kind: 'chain',
        key,
        due_at,
        parent,
        given: body,
        actor: 'scheduler',
      }
      deps.look(write)
      return dispatch.take(write, row, specOf(row), firing)
    },
    firing: (id) => views.firing(foundFiring(id)),
    cancelFiring: (id, actor) =>
      store.write((write) => {
        const row = foundFiring(id)
        if (row.state !== 'waiting') throw new InterlockError('firing_state_conflict', { id: row.id, state: row.state })
        record.cancel(write, row, actor, null)
        return views.firing(foundFiring(id))
      }),
  }

  function foundFiring(id: string): FiringRow {
    const row = firings.byId(id)
    if (row === undefined) throw new InterlockError('firing_not_found', { id })
    return row
  }
}

/** Where a page goes on. @throws InterlockError cursor_unreadable */
export function beforeOf(cursor: string | undefined): number {
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor)
  if (!Number.isSafeInteger(before) || before < 0)
    throw new InterlockError('cursor_unreadable', { cursor: cursor ?? '' })
  return before
}

/** A page of one row more than it shows, if there are more. */
export function pageOf<R extends { readonly seq: number }, T>(rows: readonly R[], limit: number, view: (row: R) => T) {
  const last = rows[limit - 1]
  return {
    items: rows.slice(0, limit).map(view),
    next_cursor: rows.length > limit && last !== undefined ? String(last.seq) : null,
  }
}

function isTimedAlike(one: ScheduleSpec, other: ScheduleSpec): boolean {
  const timing = ({ trigger, zone, jitter_s }: ScheduleSpec) => canonicalJson({ trigger, zone, jitter_s })
  return timing(one) === timing(other)
}

function manualKey(schedule: string, key: string): string {
  return `${schedule}:manual:${key}`
}
