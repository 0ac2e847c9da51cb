import { z } from 'zod'
import { MAX_JSON_DEPTH, measureJson } from '#schemas/format'
import { type Foreign, type ForeignJob } from './foreign.ts'

const number = z.number().finite()

/** One job as OpenClaw's gateway stores it; what it leaves out or adds later does not keep the rest from being read. */
const storedJob = z.looseObject({
  id: z.string().max(200).optional(),
  jobId: z.string().max(200).optional(),
  name: z.string().max(400).catch(''),
  enabled: z.boolean().catch(true),
  deleteAfterRun: z.boolean().optional().catch(undefined),
  createdAtMs: number.optional().catch(undefined),
  schedule: z.looseObject({
    kind: z.string(),
    expr: z.string().optional(),
    tz: z.string().optional(),
    everyMs: number.optional(),
    anchorMs: number.optional(),
    at: z.string().optional(),
    atMs: number.optional(),
    staggerMs: number.optional(),
  }),
  payload: z.looseObject({
    kind: z.string(),
    text: z.string().optional(),
    message: z.string().optional(),
    argv: z.array(z.string()).optional(),
    cwd: z.string().optional(),
    timeoutSeconds: number.optional(),
  }),
  delivery: z
    .looseObject({
      mode: z.string().catch('none'),
      channel: z.string().nullish().catch(undefined),
      to: z.string().nullish().catch(undefined),
    })
    .optional()
    .catch(undefined),
})
type StoredJob = z.infer<typeof storedJob>

const storeSchema = z.looseObject({ version: z.int().optional().catch(undefined), jobs: z.array(z.unknown()) })

const MAX_MEMBERS = 500_000
const DEFAULT_TIMEOUT_MS = 300_000
/** Beyond it there is no date; ECMA-262, 21.4.1.1. */
const LAST_MOMENT_MS = 8.64e15

/** @throws Error whose message says why it cannot be read */
export function readJobsJson(text: string): Pick<Foreign, 'version' | 'counts' | 'jobs'> {
  const { depth, members } = measureJson(text)
  if (depth > MAX_JSON_DEPTH || members > MAX_MEMBERS) throw new Error('it is nested too deeply or holds too much')
  const store = storeSchema.safeParse(parsed(text)).data
  if (store === undefined) throw new Error('it is JSON, but no list of jobs of OpenClaw')
  const jobs = store.jobs.flatMap((each, index) => {
    const job = storedJob.safeParse(each)
    return job.success ? [jobOf(job.data, index)] : []
  })
  return {
    version: store.version ?? null,
    counts: { jobs: store.jobs.length, unreadable: store.jobs.length - jobs.length },
    jobs,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('it is neither a SQLite database nor JSON')
  }
}

function jobOf(job: StoredJob, index: number): ForeignJob {
  const { schedule, payload, delivery } = job
  const work = workOf(payload)
  return {
    id: job.id ?? job.jobId ?? `job ${index + 1}`,
    name: job.name.trim() === '' ? `Job ${index + 1}` : job.name,
    enabled: job.enabled,
    created_at: job.createdAtMs ?? null,
    when: whenOf(schedule),
    work,
    parent: null,
    overlap: 'skip',
    timeout_ms:
      payload.timeoutSeconds === undefined
        ? DEFAULT_TIMEOUT_MS
        : Math.min(Number.MAX_SAFE_INTEGER, payload.timeoutSeconds * 1000),
    max_retries: 0,
    max_waiting: 25,
    max_pending_approvals: 10,
    max_fanout: 25,
    delete_after_run: job.deleteAfterRun ?? schedule.kind === 'at',
    ttl_hours: null,
    pool: null,
    guarantee: null,
    approval: null,
    delivery:
      delivery === undefined
        ? null
        : { mode: delivery.mode, channel: delivery.channel ?? null, to: delivery.to ?? null },
    trust: [],
    read_only: false,
    plan_only: false,
    jitter_ms: schedule.staggerMs ?? 0,
    original: job,
  }
}

function whenOf(schedule: StoredJob['schedule']): ForeignJob['when'] {
  const { kind, expr, tz, everyMs, anchorMs, at, atMs } = schedule
  if (kind === 'cron' && expr !== undefined) return { kind, expression: expr, zone: tz ?? 'UTC' }
  if (kind === 'every' && everyMs !== undefined)
    return isMoment(anchorMs ?? 0)
      ? { kind, ms: everyMs, anchor: anchorMs ?? null }
      : { kind: 'unreadable', why: 'the moment its interval is counted from cannot be read' }
  if (kind === 'at') {
    // Without a zone it is UTC, as the gateway reads it.
    const written = at === undefined ? undefined : Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(at) ? at : `${at}Z`)
    const ms = atMs ?? written
    return { kind, at: ms === undefined || !isMoment(ms) ? null : ms }
  }
  return { kind: 'unreadable', why: `its schedule is of the kind ${kind.slice(0, 40)}` }
}

function isMoment(ms: number): boolean {
  return Math.abs(ms) <= LAST_MOMENT_MS
}

/** A command that was written as one line is stored as `sh -lc` with it. */
function workOf({ kind, argv, cwd, text, message }: StoredJob['payload']): ForeignJob['work'] {
  if (kind !== 'command' || argv === undefined || argv.length === 0)
    return { kind: 'model', form: kind, text: message ?? text ?? '' }
  const [program, option, line, ...more] = argv
  const isLine = /^(\/bin\/)?(sh|bash|zsh)$/.test(program ?? '') && /^-l?c$/.test(option ?? '') && more.length === 0
  return isLine && line !== undefined && cwd === undefined
    ? { kind: 'line', line }
    : { kind: 'argv', argv, cwd: cwd ?? null }
}
