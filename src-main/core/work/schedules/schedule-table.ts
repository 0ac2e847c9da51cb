import { InterlockError, type ScheduleSpec, scheduleSpecSchema } from '#schemas'
import type { Bodies, Store } from '#core/record'

/** A row of the schedule table. `spec` is the body that holds what was asked. */
export interface ScheduleRow {
  seq: number
  id: string
  name: string
  revision: number
  spec: string
  state: string
  /** Failed jobs in a row. */
  failures: number
  created_at: number
  updated_at: number
}

/** What is looked at when: a schedule at its next occurrence, a firing that waits, a schedule that is to be deleted. */
export interface DueRow {
  what: 'schedule' | 'firing' | 'expiry'
  /** Number of the schedule or firing. */
  ref: number
  /** When; of a schedule, with its spread. */
  at: number
  /** Of a schedule, when the occurrence is due. */
  due_at: number
}

/** The pause of all schedules: whether it is on, and from when to when the last one was. */
export interface SchedulerRow {
  paused: number
  paused_at: number | null
  resumed_at: number | null
}

export type ScheduleTable = ReturnType<typeof createScheduleTable>

/** As many schedules as are looked at often; a body never changes, so what is known of it stays right. */
const MAX_KNOWN_SPECS = 2000

export function createScheduleTable(store: Store, bodies: Bodies) {
  const knownSpecs = new Map<string, ScheduleSpec>()
  const byId = store.query<{ id: string }, ScheduleRow>('SELECT * FROM schedule WHERE id = :id')
  const bySeq = store.query<{ seq: number }, ScheduleRow>('SELECT * FROM schedule WHERE seq = :seq')
  const byName = store.query<{ name: string }, ScheduleRow>(
    "SELECT * FROM schedule WHERE name = :name AND state <> 'deleted'",
  )
  const byTail = store.query<{ tail: string }, ScheduleRow>(
    "SELECT * FROM schedule WHERE state <> 'deleted' AND substr(id, -length(:tail)) = :tail LIMIT 3",
  )
  const scheduler = store.query<object, SchedulerRow>(
    'SELECT paused, paused_at, resumed_at FROM scheduler WHERE id = 1',
  )
  const nextDue = store.query<object, { at: number | null }>('SELECT min(at) AS at FROM due')
  const nextOther = store.query<object, { at: number | null }>("SELECT min(at) AS at FROM due WHERE what <> 'schedule'")
  const nextSchedule = store.query<object, { at: number | null }>(
    "SELECT min(at) AS at FROM due WHERE what = 'schedule'",
  )
  const dueOf = store.query<{ what: DueRow['what']; ref: number }, DueRow>(
    'SELECT * FROM due WHERE what = :what AND ref = :ref',
  )

  const due = store.query<{ now: number; limit: number }, DueRow>(
    'SELECT * FROM due INDEXED BY due_at WHERE at <= :now ORDER BY at LIMIT :limit',
  )
  const dueOther = store.query<{ now: number; limit: number }, DueRow>(
    "SELECT * FROM due INDEXED BY due_at WHERE at <= :now AND what <> 'schedule' ORDER BY at LIMIT :limit",
  )

  function spec(row: Pick<ScheduleRow, 'spec'>): ScheduleSpec | undefined {
    const known = knownSpecs.get(row.spec)
    if (known !== undefined) return known
    const parsed = parseSpec(bodies.read(row.spec))
    if (parsed === undefined) return undefined
    if (knownSpecs.size >= MAX_KNOWN_SPECS) knownSpecs.clear()
    knownSpecs.set(row.spec, parsed)
    return parsed
  }

  return {
    byId: (id: string) => byId.get({ id }),
    bySeq: (seq: number) => bySeq.get({ seq }),
    byName: (name: string) => byName.get({ name }),
    /**
     * The schedule of an id, the last 6 characters of one or more, or a name.
     * @throws InterlockError schedule_not_found, id_ambiguous
     */
    find(id: string): ScheduleRow {
      const row = byId.get({ id }) ?? byName.get({ name: id })
      if (row !== undefined) return row
      const [found, ...others] = /^[A-Za-z0-9_-]{6,64}$/.test(id) ? byTail.all({ tail: id }) : []
      if (found === undefined) throw new InterlockError('schedule_not_found', { id })
      if (others.length > 0)
        throw new InterlockError('id_ambiguous', { id, matches: [found, ...others].map((each) => each.id) })
      return found
    },
    /** What was asked; undefined when the stored content is no schedule. */
    spec,
    /** The newest first; `states` a JSON list, `words` in lower case. */
    page: store.query<{ before: number; limit: number; states: string; words: string }, ScheduleRow>(
      `SELECT * FROM schedule WHERE seq < :before AND state IN (SELECT value FROM json_each(:states))
        AND instr(lower(name), :words) > 0 ORDER BY seq DESC LIMIT :limit`,
    ),
    counts: store.query<object, { state: string; n: number }>(
      "SELECT state, count(*) AS n FROM schedule WHERE state <> 'deleted' GROUP BY state",
    ),
    live: store.query<object, ScheduleRow>("SELECT * FROM schedule WHERE state <> 'deleted'"),
    insert: store.change<Omit<ScheduleRow, 'failures'>>(
      `INSERT INTO schedule(seq, id, name, revision, spec, state, failures, created_at, updated_at)
       VALUES (:seq, :id, :name, :revision, :spec, :state, 0, :created_at, :updated_at)`,
    ),
    edit: store.change<{ id: string; name: string; revision: number; spec: string; at: number }>(
      'UPDATE schedule SET name = :name, revision = :revision, spec = :spec, updated_at = :at WHERE id = :id',
    ),
    setState: store.change<{ id: string; state: string; failures: number; at: number }>(
      'UPDATE schedule SET state = :state, failures = :failures, updated_at = :at WHERE id = :id',
    ),
    setFailures: store.change<{ id: string; failures: number }>(
      'UPDATE schedule SET failures = :failures WHERE id = :id',
    ),
    scheduler: (): SchedulerRow => scheduler.get({}) ?? { paused: 0, paused_at: null, resumed_at: null },
    pauseAll: store.change<{ at: number }>(
      'UPDATE scheduler SET paused = 1, paused_at = :at, resumed_at = NULL WHERE id = 1',
    ),
    resumeAll: store.change<{ at: number }>('UPDATE scheduler SET paused = 0, resumed_at = :at WHERE id = 1'),

    /** When something is to be looked at; while all schedules are paused, something else than they. */
    nextDue: (paused: boolean) => (paused ? nextOther : nextDue).get({})?.at ?? undefined,
    nextSchedule: () => nextSchedule.get({})?.at ?? undefined,
    dueOf: (what: DueRow['what'], ref: number) => dueOf.get({ what, ref }),
    due: (paused: boolean, now: number, limit: number) => (paused ? dueOther : due).all({ now, limit }),
    setDue: store.change<DueRow>(
      `INSERT INTO due(what, ref, at, due_at) VALUES (:what, :ref, :at, :due_at)
       ON CONFLICT(what, ref) DO UPDATE SET at = excluded.at, due_at = excluded.due_at`,
    ),
    clearDue: store.change<{ what: DueRow['what']; ref: number }>('DELETE FROM due WHERE what = :what AND ref = :ref'),
    /** Lets what waits be looked at now. */
    wakeFirings: store.change<{ at: number }>("UPDATE due SET at = :at WHERE what = 'firing' AND at > :at"),
    wakeFiring: store.change<{ seq: number; at: number }>(
      "UPDATE due SET at = :at WHERE what = 'firing' AND ref = :seq AND at > :at",
    ),
  }
}

function parseSpec(content: Buffer | undefined): ScheduleSpec | undefined {
  try {
    return content === undefined ? undefined : scheduleSpecSchema.safeParse(JSON.parse(content.toString('utf8'))).data
  } catch {
    // Not JSON any more: the caller sets the schedule aside and says so.
    return undefined
  }
}
