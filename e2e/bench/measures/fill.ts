import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createApprovals } from '#core/control'
import { createBodies, createLedger, openStore, prepareHome } from '#core/record'
import {
  createClaim,
  createEnqueue,
  createFinish,
  createJobCounts,
  createJobDelivers,
  createJobGate,
  createJobTable,
  createOrigins,
  createPools,
  createRunStreams,
} from '#core/work'
import { NO_USAGE, type RunHeader } from '#schemas'
import { createClock, createIds } from '#schemas/format'
import { aSmallJob, openBenchCore } from './bench-core.ts'
import type { Measure } from './figures.ts'

/** Jobs that share their commits. */
const STEP = 250
const WORKER = 'wrk-bench'
const RETRY = { minMs: 1000, maxMs: 60_000 }

const HEADER: RunHeader = {
  worker_id: WORKER,
  worker_version: 'bench',
  repo_root_resolved: '/bench',
  validator_mode: 'zod',
  api_base: '',
  model_name: '',
  model_mode: 'none',
  tool_policy_hash: '0'.repeat(16),
  budgets_hash: '0'.repeat(16),
  sandbox_level: 'policy-only',
  sandbox_reason: 'Made by a benchmark.',
  node: process.version,
  platform: process.platform,
}

/**
 * Brings a data directory to so many finished jobs. Each is enqueued, claimed, begun and finished by the core's own code, with
 * the rows, bodies and events of a run that did nothing; only no worker process is asked. What is there already counts.
 */
export const measure: Measure<{ home: string; rows: number }> = async ({ folder, home: path, rows }) => {
  // The workspace, and whatever a first start makes.
  const first = await openBenchCore(folder, { home: path, slots: 0 })
  const present = first.status().counts.succeeded
  await first.close('bench')
  const startedAt = performance.now()
  if (present < rows) await make(path, folder, present, rows)
  const seconds = (performance.now() - startedAt) / 1000
  await wordsIndexed(folder, path)
  const bytes = readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0)
  return { jobs: rows, made: rows - present, seconds, bytes_per_job: bytes / rows }
}

async function make(path: string, folder: string, present: number, rows: number): Promise<void> {
  const [clock, ids, home] = [createClock(), createIds(), prepareHome(path)]
  const store = openStore(home.database, clock)
  const ledger = createLedger(store, clock)
  const bodies = createBodies(store, home, ids)
  const jobs = createJobTable(store, bodies)
  const no = () => false
  const origins = createOrigins(store)
  const place = () => ({ path: folder, toolchains: [], floor: null })
  const approvals = createApprovals({ store, ledger, bodies, clock, ids, place })
  const gate = createJobGate({ store, ledger, bodies, jobs, origins, approvals })
  const delivers = createJobDelivers(store)
  const resolveWorkspace = () => 'bench'
  const enqueue = createEnqueue({
    store,
    ledger,
    bodies,
    clock,
    ids,
    jobs,
    origins,
    delivers,
    approvals,
    resolveWorkspace,
  })
  const claim = createClaim({
    store,
    ledger,
    clock,
    ids,
    home,
    jobs,
    pools: createPools({ store, ledger, jobs }),
    workspacePlace: place,
    admit: gate.admit,
    hold: () => undefined,
    blocked: no,
    leaseMs: 10_000,
    maxClaims: Infinity,
  })
  const finish = createFinish({
    store,
    ledger,
    bodies,
    clock,
    ids,
    jobs,
    retry: RETRY,
    random: Math.random,
    killSwitchEngaged: no,
    recordKilled: () => undefined,
    origins,
    onSettled: () => undefined,
    onSuspended: gate.suspended,
  })
  const openStream = createRunStreams({ store, ledger, bodies, home, clock })

  async function life(at: number): Promise<void> {
    await enqueue(aSmallJob(at), 'bench')
    const assignment = await store.write((write) => claim(write, { id: WORKER, offers: new Set(['repo_tools']) }), {
      durable: false,
    })
    if (assignment === undefined) throw new Error('There was nothing to claim.')
    const { run, token, job } = assignment
    const stream = openStream({ run, job: job.id, token, worker: WORKER })
    const end = {
      ...({ run, token, state: 'succeeded', code: null, message: null, transient: false, verdict: null } as const),
      result: { inputs_considered: 0, bytes_read: 0 },
      usage: NO_USAGE,
      budgets: job.budgets,
      artifacts: [],
      output: null,
      actor: WORKER,
    }
    await Promise.all([stream.header(HEADER), store.write((write) => finish(write, end), { durable: false })])
  }

  for (let at = present; at < rows; at += STEP)
    await Promise.all(Array.from({ length: Math.min(STEP, rows - at) }, (_, within) => life(at + within)))
  const succeeded = createJobCounts(store)().succeeded
  await store.close()
  if (succeeded < rows) throw new Error(`${rows - succeeded} jobs are missing.`)
}

/** A search waits for the index of words, so that no measurement meets it half made. */
async function wordsIndexed(folder: string, home: string): Promise<void> {
  const core = await openBenchCore(folder, { home, slots: 0 })
  await core.jobs.list({ filter: { q: 'bench' }, limit: 1 })
  await core.close('bench')
}
