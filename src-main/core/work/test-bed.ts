import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createBodies, createLedger, openReadOnly, openStore, prepareHome, type ReadConnection } from '#core/record'
import { createApprovals } from '#core/control'
import { type JobSpecInput, type Policy, READ_ONLY_POLICY } from '#schemas'
import { type Clock, createClock, createIds } from '#schemas/format'
import { createClaim, type WorkspacePlace } from './claim.ts'
import { createEnqueue } from './enqueue.ts'
import { createFinish, type RunEnd } from './finish.ts'
import { createApprovalActs, createJobGate } from './approvals/index.ts'
import { createJobActs } from './job-acts.ts'
import { createJobDelivers } from './job-delivers.ts'
import { createJobTable } from './job-table.ts'
import { createJobChanges } from './job-changes.ts'
import { createJobCounts, createJobListing } from './listing/index.ts'
import { createOrigins } from './origins.ts'
import { createPools } from './pools.ts'
import { createRunTable } from './run-table.ts'
import { createSettlement } from './settlement.ts'

const RETRY = { minMs: 1000, maxMs: 60_000 }

export type Queue = ReturnType<typeof aQueue>

/** The queue on a data directory of its own, with a clock whose wall time the test moves. */
export function aQueue() {
  const home = prepareHome(join(mkdtempSync(join(tmpdir(), 'interlock-queue-')), 'home'))
  const time = { now: Date.parse('2026-01-01T00:00:00Z'), blocked: false, saves: false }
  const clock: Clock = { ...createClock(), now: () => time.now }
  const ids = createIds()
  const store = openStore(home.database, clock)
  onTestFinished(async () => {
    await store.close()
    rmSync(join(home.root, '..'), { recursive: true })
  })
  const ledger = createLedger(store, clock)
  const bodies = createBodies(store, home, ids)
  const jobs = createJobTable(store, bodies)
  const origins = createOrigins(store)
  const settlement = createSettlement()
  const place = () => (bed.hasWorkspace ? { path: home.root, ...bed.grants } : undefined)
  const approvals = createApprovals({ store, ledger, bodies, clock, ids, place })
  const gate = createJobGate({ store, ledger, bodies, jobs, origins, approvals })
  const told = { onSettled: settlement.tell, onReopened: settlement.tellReopened }
  const changes = createJobChanges({ store, ledger, bodies, clock, origins, gate, ...told })
  const acts = createJobActs({ store, ledger, clock, jobs, changes, retry: RETRY, gate })
  const enqueue = createEnqueue({
    store,
    ledger,
    bodies,
    clock,
    ids,
    jobs,
    origins,
    delivers: createJobDelivers(store),
    approvals,
    resolveWorkspace: (name) => name ?? 'demo',
  })
  const pools = createPools({ store, ledger, jobs })
  const claim = createClaim({
    store,
    ledger,
    clock,
    ids,
    home,
    jobs,
    pools,
    workspacePlace: place,
    admit: gate.admit,
    hold: acts.hold,
    blocked: () => time.blocked,
    defers: () => time.saves,
    leaseMs: 10_000,
    maxClaims: Infinity,
  })
  const finish = createFinish({
    store,
    ledger,
    bodies,
    clock,
    ids,
    random: () => 0.5,
    jobs,
    retry: RETRY,
    killSwitchEngaged: () => time.blocked,
    recordKilled: () => undefined,
    origins,
    onSettled: settlement.tell,
    onSuspended: gate.suspended,
  })
  const approvalActs = createApprovalActs({ store, ledger, bodies, clock, jobs, changes, approvals, gate, enqueue })

  const bed = {
    /** What each workspace gives its runs. */
    grants: NO_GRANTS,
    /** Whether workspaces are there; without, they were all removed. */
    hasWorkspace: true,
    home,
    time,
    clock,
    store,
    ledger,
    bodies,
    jobs,
    pools,
    changes,
    acts,
    origins,
    settlement,
    enqueue,
    approvals,
    gate,
    approvalActs,
    runs: createRunTable(store),
    counts: createJobCounts(store),
    listing: createJobListing(store),
    add: async (over: Partial<JobSpecInput> = {}) => (await enqueue({ ...JOB, ...over }, 'test')).row.id,
    /** A connection as tasks of the reader thread get it. */
    reading(): ReadConnection {
      const connection = openReadOnly(home.database)
      onTestFinished(() => void connection.close())
      return connection
    },
    claim: (...offers: string[]) => store.write((write) => claim(write, { id: 'wrk-1', offers: new Set(offers) })),
    finish: (run: string, token: number, over: Partial<RunEnd> = {}) =>
      store.write((write) => finish(write, { ...END, run, token, ...over })),
  }
  return bed
}

const NO_GRANTS: Omit<WorkspacePlace, 'path'> = { toolchains: [], floor: null }

/** Lets a job start commands, which may then write in its workspace. */
export const COMMANDS: Policy = { ...READ_ONLY_POLICY, allow_subprocess: true }

const JOB: JobSpecInput = {
  type: 'doc_compactor_task',
  payload: { inputs: ['README.md'], max_input_bytes: 4096, max_output_bytes: 4096 },
  budgets: { max_wall_time_sec: 60, max_tool_calls: 50, max_output_bytes: 1_048_576, max_concurrency_slots: 1 },
  policy: READ_ONLY_POLICY,
}

const END: Omit<RunEnd, 'run' | 'token'> = {
  state: 'succeeded',
  code: null,
  message: null,
  transient: false,
  result: null,
  verdict: null,
  usage: { wall_ms: 1, tool_calls: 0, output_bytes: 0 },
  budgets: null,
  artifacts: [],
  output: null,
  actor: 'wrk-1',
}
