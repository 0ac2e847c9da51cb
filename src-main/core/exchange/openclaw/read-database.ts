import { z } from 'zod'
import { codeOf, openReadOnly, type ReadConnection } from '#core/record'
import type { Foreign, ForeignAgent, ForeignAlias, ForeignJob, ForeignRun } from './foreign.ts'

/** The first schema with everything that is read here, and the last that is known. */
const OLDEST = 20
const NEWEST = 23
const MAX_JOBS = 5000
const RUNS_OF_JOB = 100
/** A duration beyond it is none. */
const LONGEST_RUN_MS = 366 * 24 * 3600 * 1000
/** Text of all rows together that is held at once, runs apart. */
const MAX_UNITS = 32 * 1024 * 1024

const textOr = (fallback: string) => z.string().catch(fallback)
const maybeText = z.string().nullable().catch(null)
const numberOr = (fallback: number) => z.number().catch(fallback)
const flag = z.number().catch(0)

const jobRow = z.looseObject({
  id: z.string(),
  name: textOr(''),
  enabled: flag,
  created_at: maybeText,
  schedule_kind: textOr('cron'),
  schedule_at: maybeText,
  schedule_cron: maybeText,
  schedule_tz: textOr('UTC'),
  session_target: textOr('isolated'),
  payload_kind: textOr(''),
  payload_message: textOr(''),
  execution_intent: textOr('execute'),
  execution_read_only: flag,
  overlap_policy: textOr('skip'),
  run_timeout_ms: numberOr(300_000),
  max_queued_dispatches: numberOr(25),
  max_pending_approvals: numberOr(10),
  max_trigger_fanout: numberOr(25),
  max_retries: numberOr(0),
  delivery_mode: maybeText,
  delivery_channel: maybeText,
  delivery_to: maybeText,
  delete_after_run: flag,
  ttl_hours: z.number().nullable().catch(null),
  parent_id: maybeText,
  trigger_on: maybeText,
  trigger_delay_s: numberOr(0),
  trigger_condition: maybeText,
  resource_pool: maybeText,
  delivery_guarantee: maybeText,
  approval_required: flag,
  approval_timeout_s: numberOr(3600),
  approval_auto: textOr('reject'),
  job_type: textOr('standard'),
  watchdog_target_label: maybeText,
  watchdog_check_cmd: maybeText,
  watchdog_timeout_min: numberOr(60),
  watchdog_self_destruct: flag,
  watchdog_started_at: maybeText,
})
type JobRow = z.infer<typeof jobRow>

const runRow = z.looseObject({
  id: z.string(),
  status: z.string(),
  started_at: maybeText,
  finished_at: maybeText,
  duration_ms: z.number().nullable().catch(null),
  shell_exit_code: z.number().nullable().catch(null),
  shell_signal: maybeText,
  error_message: maybeText,
  shell_stdout: maybeText,
  shell_stderr: maybeText,
  shell_stdout_bytes: numberOr(0),
  shell_stderr_bytes: numberOr(0),
})

/** Tables that have no place of their own here, and how many of their rows are kept. */
const KEPT = {
  messages: 2000,
  message_receipts: 2000,
  approvals: 2000,
  job_dispatch_queue: 2000,
  task_tracker: 500,
  task_tracker_agents: 2000,
  team_tasks: 2000,
  team_mailbox_events: 2000,
} as const

/** @throws Error whose message says why it cannot be read */
export function readDatabase(
  file: string,
): Pick<Foreign, 'version' | 'counts' | 'jobs' | 'aliases' | 'agents' | 'kept'> {
  const database = opened(file)
  try {
    const tables = new Set(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all())
    if (!tables.has('jobs') || !tables.has('runs')) throw new Error('it is a database, but none of openclaw-scheduler')
    const version = tables.has('schema_migrations')
      ? z
          .int()
          .nullable()
          .catch(null)
          .parse(database.prepare('SELECT max(version) FROM schema_migrations').pluck().get())
      : null
    if (version === null || version < OLDEST || version > NEWEST)
      throw new Error(
        `its schema is ${version === null ? 'of no version' : `version ${version}`}, and versions ${OLDEST} to ${NEWEST} are known; let its own program bring it up to date`,
      )
    const take = takingUpTo(MAX_UNITS)
    const all = (table: string, limit: number) =>
      tables.has(table)
        ? take(table, database.prepare(`SELECT * FROM "${table}" ORDER BY rowid DESC LIMIT ${limit}`).iterate())
        : []
    const count = (table: string) => Number(database.prepare(`SELECT count(*) FROM "${table}"`).pluck().get())
    if (count('jobs') > MAX_JOBS) throw new Error(`it holds ${count('jobs')} jobs, and ${MAX_JOBS} can be taken`)
    const jobs = z.array(jobRow).parse(take('jobs', database.prepare('SELECT * FROM jobs ORDER BY rowid').iterate()))
    const counted = ['jobs', 'runs', 'messages', 'agents', 'delivery_aliases', 'approvals', 'task_tracker']
    return {
      version,
      counts: Object.fromEntries(counted.filter((table) => tables.has(table)).map((table) => [table, count(table)])),
      jobs: parentsFirst(jobs.map(jobOf)),
      aliases: all('delivery_aliases', 1000).flatMap(aliasOf),
      agents: all('agents', 1000).flatMap(agentOf),
      kept: Object.entries(KEPT).flatMap(([what, limit]) => {
        const rows = all(what, limit)
        return rows.length === 0 ? [] : [{ what, rows: rows.length, json: JSON.stringify(rows) }]
      }),
    }
  } finally {
    database.close()
  }
}

/** The runs of one job that are over, the newest last, as far as the original kept them. */
export function readRuns(file: string, job: string): ForeignRun[] {
  const database = opened(file)
  try {
    const rows = database
      .prepare(
        'SELECT * FROM runs WHERE job_id = ? AND finished_at IS NOT NULL ORDER BY started_at DESC, rowid DESC LIMIT ?',
      )
      .all(job, RUNS_OF_JOB)
    return rows
      .flatMap((row) => {
        const run = runRow.safeParse(row).data
        const started = run === undefined ? null : timeIn(run.started_at)
        if (run === undefined || started === null) return []
        const finished =
          run.duration_ms === null
            ? (timeIn(run.finished_at) ?? started)
            : started + Math.min(LONGEST_RUN_MS, run.duration_ms)
        return [
          {
            id: run.id,
            status: run.status,
            started_at: started,
            finished_at: Math.max(started, Math.round(finished)),
            exit_code: run.shell_exit_code,
            signal: run.shell_signal,
            error: run.error_message,
            stdout: run.shell_stdout ?? '',
            stderr: run.shell_stderr ?? '',
            stdout_bytes: run.shell_stdout_bytes,
            stderr_bytes: run.shell_stderr_bytes,
          },
        ]
      })
      .toReversed()
  } finally {
    database.close()
  }
}

/** Takes rows as long as there is room for what they hold. @throws Error whose message says what is too large */
function takingUpTo(most: number): (table: string, rows: Iterable<unknown>) => unknown[] {
  let left = most
  return (table, rows) => {
    const taken: unknown[] = []
    for (const row of rows) {
      const plain = Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, textOf(value)]))
      for (const value of Object.values(plain)) left -= typeof value === 'string' ? value.length : 8
      if (left < 0) throw new Error(`its table ${table} holds more text than the 32 MiB that can be taken`)
      taken.push(plain)
    }
    return taken
  }
}

/** Bytes, of which JSON would make a member each, in base64. */
function textOf(value: unknown): unknown {
  return Buffer.isBuffer(value) ? value.toString('base64') : value
}

function opened(file: string): ReadConnection {
  try {
    const database = openReadOnly(file)
    const found: unknown = database.pragma('quick_check(1)', { simple: true })
    if (found === 'ok') return database
    database.close()
    throw new Error('the database is damaged, or was written while it was copied')
  } catch (error) {
    const code = codeOf(error)
    if (code.startsWith('SQLITE_')) throw new Error(`the database cannot be read (${code})`, { cause: error })
    throw error
  }
}

/** `YYYY-MM-DD HH:MM:SS` there is UTC; in some places it is ISO 8601. */
function timeIn(text: string | null): number | null {
  if (text === null || text === '') return null
  const iso = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(text) ? `${text.replace(' ', 'T')}Z` : text
  const ms = Date.parse(iso)
  return Number.isNaN(ms) ? null : ms
}

const TRUST = /^(identity|authorization|evidence|contract)(_|$)|^child_credential_policy$/

function jobOf(row: JobRow): ForeignJob {
  return {
    id: row.id,
    name: row.name,
    enabled: row.enabled === 1,
    created_at: timeIn(row.created_at),
    when: whenOf(row),
    work: workOf(row),
    parent:
      row.parent_id === null
        ? null
        : {
            id: row.parent_id,
            on: row.trigger_on ?? 'success',
            delay_s: row.trigger_delay_s,
            condition: row.trigger_condition,
          },
    overlap: row.overlap_policy,
    timeout_ms: row.run_timeout_ms,
    max_retries: row.max_retries,
    max_waiting: row.max_queued_dispatches,
    max_pending_approvals: row.max_pending_approvals,
    max_fanout: row.max_trigger_fanout,
    delete_after_run: row.delete_after_run === 1,
    ttl_hours: row.ttl_hours,
    pool: row.resource_pool,
    guarantee: row.delivery_guarantee,
    approval: row.approval_required === 1 ? { timeout_s: row.approval_timeout_s, auto: row.approval_auto } : null,
    delivery:
      row.delivery_mode === null || row.delivery_mode === 'none'
        ? null
        : { mode: row.delivery_mode, channel: row.delivery_channel, to: row.delivery_to },
    trust: Object.entries(row).flatMap(([name, value]) => (TRUST.test(name) && value !== null ? [name] : [])),
    read_only: row.execution_read_only === 1,
    plan_only: row.execution_intent === 'plan',
    jitter_ms: 0,
    original: Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
  }
}

function whenOf(row: JobRow): ForeignJob['when'] {
  // A child has a cron of a day that never comes.
  if (row.parent_id !== null) return { kind: 'child' }
  if (row.schedule_kind === 'at') return { kind: 'at', at: timeIn(row.schedule_at) }
  if (row.schedule_cron === null) return { kind: 'unreadable', why: 'it has no cron expression' }
  return { kind: 'cron', expression: row.schedule_cron, zone: row.schedule_tz }
}

function workOf(row: JobRow): ForeignJob['work'] {
  if (row.job_type === 'watchdog')
    return {
      kind: 'watchdog',
      line: row.watchdog_check_cmd ?? '',
      target: row.watchdog_target_label ?? row.name,
      timeout_min: row.watchdog_timeout_min,
      started_at: timeIn(row.watchdog_started_at),
      self_destruct: row.watchdog_self_destruct === 1,
    }
  if (row.payload_kind === 'shellCommand') return { kind: 'line', line: row.payload_message }
  return { kind: 'model', form: `${row.session_target} ${row.payload_kind}`, text: row.payload_message }
}

/** As deep as the original lets chains be, and a circle does not hold it. */
function parentsFirst(jobs: readonly ForeignJob[]): ForeignJob[] {
  const byId = new Map(jobs.map((job) => [job.id, job]))
  const depth = (job: ForeignJob): number => {
    let steps = 0
    for (let at: ForeignJob | undefined = job; at?.parent && steps <= jobs.length; at = byId.get(at.parent.id))
      steps += 1
    return steps
  }
  return jobs
    .map((job, index) => ({ job, index, depth: depth(job) }))
    .toSorted((a, b) => a.depth - b.depth || a.index - b.index)
    .map(({ job }) => job)
}

function aliasOf(row: unknown): ForeignAlias[] {
  const alias = z
    .object({ alias: z.string(), channel: z.string(), target: z.string(), description: maybeText })
    .safeParse(row)
  return alias.success ? [alias.data] : []
}

const capabilityList = z.array(z.string())

function agentOf(row: unknown): ForeignAgent[] {
  const agent = z.object({ id: z.string(), name: maybeText, capabilities: maybeText }).safeParse(row).data
  return agent === undefined ? [] : [{ id: agent.id, name: agent.name, capabilities: listIn(agent.capabilities) }]
}

function listIn(text: string | null): string[] {
  try {
    return capabilityList.safeParse(JSON.parse(text ?? '[]')).data ?? []
  } catch {
    // What it offers cannot be read, so it offers nothing.
    return []
  }
}
