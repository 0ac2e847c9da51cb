import type { Core } from '#core'
import {
  InterlockError,
  type Job,
  type JobCounts,
  JOB_STATES,
  type KillSwitch,
  parseJob,
  READ_ONLY_POLICY,
} from '#schemas'
import type { Touched } from '#schemas/contract'
import { isoTime } from '#schemas/format'

const AT = isoTime(1_750_000_000_000)

const released: KillSwitch = {
  mode: 'released',
  since: null,
  source: null,
  note: null,
  file_present: false,
  stopping: [],
  killed: [],
  waiting: 0,
  ended_ms: null,
  processes_ended: null,
}

/** A core in memory: enough of one to see what reaches it. `writes` lists every act that changed something. */
export function fakeCore(overrides: Partial<Core> = {}) {
  const jobs = new Map<string, Job>()
  const writes: string[] = []
  let killSwitch = released
  let consoleUrl: string | null = null

  const core: Core = {
    status: () => ({
      core: {
        id: 'core-1',
        version: '0.0.0',
        pid: process.pid,
        home: '/nowhere',
        shell: 'daemon',
        started_at: AT,
        node: process.version,
        platform: process.platform,
      },
      now: AT,
      kill_switch: killSwitch,
      counts: counts(),
      oldest_queued_at: null,
      slots: 0,
      workers: [],
      ledger: { seq: writes.length, hash: '', segments: 1, verified_seq: null, verified_at: null, verified_ok: null },
      console_url: consoleUrl,
      first_start: jobs.size === 0,
      disk_free_bytes: null,
      sandbox: null,
    }),
    health: () => Promise.reject(new Error('a secret detail of the inside')),
    jobs: {
      async enqueue(input, actor) {
        const spec = parseJob(input)
        const id = spec.id ?? `job-${jobs.size + 1}`
        if (jobs.has(id)) throw new InterlockError('job_conflict', { by: 'id', value: id, job: id, state: 'queued' })
        writes.push(`enqueue ${id} by ${actor}`)
        const job = aJob(id, jobs.size + 1)
        jobs.set(id, job)
        return { job, created: true }
      },
      list: ({ limit, filter }) => ({
        items: [...jobs.values()].filter((job) => filter?.state?.includes(job.state) ?? true).slice(0, limit),
        next_cursor: null,
        head: writes.length,
      }),
      counts: async () => ({ counts: counts(), capped_at: null }),
      get(id) {
        const job = jobs.get(id)
        if (!job) throw new InterlockError('job_not_found', { id })
        return { job: { ...job, payload: {}, policy: READ_ONLY_POLICY, meta: {} }, runs: [], artifacts: [] }
      },
      cancel: () => Promise.reject(new InterlockError('storage_failed', { reason: 'the disk is full' })),
      retry: () => Promise.reject(new InterlockError('core_stopping', {})),
      settled: () => new Promise(() => {}),
    },
    runs: {
      get(id) {
        throw new InterlockError('run_not_found', { id })
      },
      output: ({ id }) => Promise.reject(new InterlockError('run_not_found', { id })),
    },
    artifacts: { read: ({ id }) => Promise.reject(new InterlockError('artifact_not_found', { id })) },
    events: {
      page: () => ({ items: [], head: writes.length, more: false }),
      get: async () => null,
      async *follow(after, signal) {
        yield touched(after ?? writes.length)
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      },
    },
    evidence: {
      verify: () => Promise.reject(new Error('not here')),
      export: () => Promise.reject(new Error('not here')),
    },
    killSwitch: {
      get: () => killSwitch,
      async engage({ hard, note }, actor) {
        writes.push(`engage by ${actor}`)
        killSwitch = { ...released, mode: hard ? 'engaged_hard' : 'engaged', note: note ?? null }
        return killSwitch
      },
      releasePreview: () => ({ head: writes.length, killed: [], starts: 0, waits: 0 }),
      async release(_, actor) {
        writes.push(`release by ${actor}`)
        return (killSwitch = released)
      },
    },
    workspaces: {
      list: () => [],
      add: () => Promise.reject(new Error('not here')),
      async remove({ name, force }, actor) {
        writes.push(`remove ${name}${force ? ' by force' : ''} by ${actor}`)
        return { removed: name, held: 0 }
      },
    },
    workers: { list: () => [], sandbox: () => null },
    demo: { start: () => Promise.reject(new Error('not here')) },
    announceConsole: (url) => void (consoleUrl = url),
    close: () => Promise.resolve(),
    ...overrides,
  }

  function counts(): JobCounts {
    const each = JOB_STATES.map((state) => [state, [...jobs.values()].filter((job) => job.state === state).length])
    return Object.fromEntries(each) as JobCounts
  }

  return { core, writes, jobs }
}

export function touched(head: number): Touched {
  return { head, now: AT, topics: ['jobs'], jobs: [], many: false, usage: [] }
}

/** A job spec of the smallest kind. */
export function aJobSpec(id?: string) {
  return {
    ...(id !== undefined && { id }),
    type: 'repo_index_task',
    payload: { include_globs: ['**/*.md'], max_files: 10, max_file_bytes: 1024 },
    budgets: { max_wall_time_sec: 60, max_tool_calls: 10, max_output_bytes: 262_144, max_concurrency_slots: 1 },
    policy: READ_ONLY_POLICY,
  }
}

function aJob(id: string, seq: number): Job {
  return {
    id,
    seq,
    type: 'repo_index_task',
    title: 'Index **/*.md',
    state: 'queued',
    held_reason: null,
    waiting_reason: null,
    workspace: 'demo',
    requires: [],
    priority: 0,
    compat: null,
    idempotency_key: null,
    created_at: AT,
    run_at: null,
    finished_at: null,
    attempts: 0,
    max_attempts: 3,
    runs: 0,
    last_run: null,
    worker: null,
    verdict: null,
    outcome: null,
    cancel_requested: false,
    budgets: aJobSpec().budgets,
    usage: null,
  }
}
