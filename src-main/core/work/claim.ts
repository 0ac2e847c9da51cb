import {
  type HeldReason,
  isInterlockError,
  type JobSpec,
  type JobTrust,
  type MinimumLevel,
  policyUnder,
} from '#schemas'
import type { Assignment } from '#schemas/protocol'
import type { Clock, Ids } from '#schemas/format'
import { type Home, type Ledger, scratchPath, type Store, type Write } from '#core/record'
import type { JobGate } from './job-gate.ts'
import type { JobRow, JobTable } from './job-table.ts'
import { canServe, capsOf, laneOf, mayWait, poolOf, writtenIn } from './lane.ts'
import type { Pools } from './pools.ts'

/** A worker as the claim sees it. */
export interface Claimant {
  readonly id: string
  readonly offers: ReadonlySet<string>
}

/** What a run is given of its workspace. */
export interface WorkspacePlace {
  readonly path: string
  /** Folders of programs its commands may read. */
  readonly toolchains: readonly string[]
  /** The level its jobs need at most, where the operator lowered it. */
  readonly floor: MinimumLevel | null
}

export interface ClaimDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly clock: Clock
  readonly ids: Ids
  readonly home: Home
  readonly jobs: JobTable
  readonly pools: Pick<Pools, 'admits'>
  /** An allowed folder; undefined when it is not allowed any more. */
  readonly workspacePlace: (name: string) => WorkspacePlace | undefined
  /** Whether a job may run as far as approvals go. */
  readonly admit: JobGate['admit']
  readonly hold: (write: Write, job: JobRow, reason: HeldReason, problem: string) => void
  /** Whether the kill switch or its file forbids any start; looked at inside the write, right before the claim. */
  readonly blocked: (write: Write) => boolean
  /** Whether jobs that may wait do so now. */
  readonly defers?: () => boolean
  readonly leaseMs: number
  /** Claims this core makes at most in its life. */
  readonly maxClaims: number
}

/**
 * Claims the next run `claimant` can serve, or undefined. Looks only at lanes it can serve, so no job blocks another, and lets
 * one run at a time write in a workspace.
 */
export type Claim = (write: Write, claimant: Claimant) => Assignment | undefined

export function createClaim(deps: ClaimDeps): Claim {
  const { store, ledger, clock, ids, home, jobs } = deps
  const firstReady = store.query<object, Head>(
    "SELECT lane, priority, seq FROM job INDEXED BY job_ready WHERE state = 'queued' ORDER BY lane, priority DESC, seq LIMIT 1",
  )
  // The plus keeps SQLite from preparing the statement anew for each value, which takes ten times as long as to answer it.
  const nextReady = store.query<{ lane: string }, Head>(
    "SELECT lane, priority, seq FROM job INDEXED BY job_ready WHERE state = 'queued' AND lane > +:lane ORDER BY lane, priority DESC, seq LIMIT 1",
  )
  // As many rows as there are slots, and asked only where a lane writes.
  const running = store.query<object, { lane: string }>(
    "SELECT lane FROM job INDEXED BY job_state WHERE state = 'running'",
  )
  const changeLane = store.change<{ seq: number; lane: string }>('UPDATE job SET lane = :lane WHERE seq = :seq')
  const take = store.change<{ seq: number; run: string }>(
    "UPDATE job SET state = 'running', runs = runs + 1, last_run = :run, verdict = NULL, outcome_code = NULL, outcome_message = NULL WHERE seq = :seq",
  )
  const insertRun = store.change<{
    id: string
    job: string
    number: number
    worker: string
    token: number
    ready: number
    at: number
  }>(
    `INSERT INTO run(id, job_id, number, state, worker, token, ready_at, started_at, attempt_used, wall_ms, tool_calls, output_bytes)
     VALUES (:id, :job, :number, 'running', :worker, :token, :ready, :at, 0, 0, 0, 0)`,
  )

  let claims = 0
  /**
   * Jobs that lie where the database is damaged. SQLite commits nothing of a transaction that has met damage, so it is the
   * next one that holds them, unread.
   */
  const lost = new Set<number>()

  /** Goes from lane to lane by the heads of their queues. */
  function next(claimant: Claimant): JobRow | undefined {
    let best: Head | undefined
    let inUse: ReadonlySet<string> | undefined
    const defers = deps.defers?.() ?? false
    for (let head = firstReady.get({}); head !== undefined; head = nextReady.get({ lane: head.lane })) {
      if (!canServe(head.lane, claimant.offers) || (best !== undefined && goesBefore(best, head))) continue
      if (defers && mayWait(head.lane)) continue
      const written = writtenIn(head.lane)
      if (written !== undefined && (inUse ??= workspacesInUse()).has(written)) continue
      const pool = poolOf(head.lane)
      if (pool !== undefined && !deps.pools.admits(pool, slotsOf(head.seq))) continue
      best = head
    }
    return best === undefined ? undefined : jobs.bySeq(best.seq)
  }

  function slotsOf(seq: number): number {
    const job = jobs.bySeq(seq)
    return (job && jobs.budgets(job)?.max_concurrency_slots) ?? 1
  }

  function workspacesInUse(): ReadonlySet<string> {
    return new Set(running.all({}).flatMap(({ lane }) => writtenIn(lane) ?? []))
  }

  /** A job that an Interlock without writing lanes left is put where it belongs. @returns whether it was there already */
  function isInItsLane(write: Write, job: JobRow, spec: JobSpec, workspace: string): boolean {
    if (writtenIn(job.lane) !== undefined) return true
    const lane = laneOf(capsOf(job.lane), spec, workspace)
    if (lane === job.lane) return true
    changeLane.run(write, { seq: job.seq, lane })
    return false
  }

  /** @throws InterlockError database_damaged the first time only */
  function specOf(job: JobRow): { spec: JobSpec; asked: boolean } | undefined {
    if (lost.has(job.seq)) return undefined
    try {
      return jobs.enqueuedSpec(job)
    } catch (error) {
      if (isInterlockError(error, 'database_damaged')) lost.add(job.seq)
      throw error
    }
  }

  function start(write: Write, claimant: Claimant, job: JobRow): Assignment | undefined {
    const enqueued = specOf(job)
    if (enqueued === undefined) {
      deps.hold(write, job, 'quarantined', 'The stored content is not the job that was enqueued.')
      return undefined
    }
    const { spec, asked } = enqueued
    const workspace = spec.workspace ?? job.workspace
    const place = deps.workspacePlace(workspace)
    if (place === undefined) {
      deps.hold(write, job, 'workspace_gone', 'The workspace was removed.')
      return undefined
    }
    if (!isInItsLane(write, job, spec, workspace)) return undefined
    const admission = deps.admit(write, job, spec, asked)
    if (!admission.admitted) {
      if (admission.problem !== null) deps.hold(write, job, 'quarantined', admission.problem)
      return undefined
    }
    const run = ids.next('run')
    const number = job.runs + 1
    const now = clock.now()
    // The number the claim event was going to have: it grows with every claim, also across restarts.
    const token = ledger.next(write)
    const ready = job.ready_at ?? job.created_at
    ledger.append(
      write,
      'run.claimed',
      { worker: claimant.id, number, token, lease_ms: deps.leaseMs, ready_at: ready },
      { actor: claimant.id, job: job.id, run, at: now },
    )
    insertRun.run(write, { id: run, job: job.id, number, worker: claimant.id, token, ready, at: now })
    take.run(write, { seq: job.seq, run })
    admission.begin(write, run)
    return {
      run,
      number,
      token,
      job: {
        id: job.id,
        type: spec.type,
        payload: spec.payload,
        budgets: spec.budgets,
        policy: policyUnder(spec.policy, spec.trust?.contract),
        compat: spec.compat ?? null,
        ...(spec.replay === 'at_most_once' && { once: true as const }),
        ...(spec.trust !== undefined && { trust: pathsOf(spec.trust) }),
        ...(spec.approval?.at.includes('step') === true && { asks_steps: true as const }),
      },
      ...(admission.approval !== null && {
        approval: { id: admission.approval, network: admission.network },
      }),
      ...(admission.continuation !== undefined && { continuation: admission.continuation }),
      workspace: {
        name: workspace,
        path: place.path,
        ...(place.toolchains.length > 0 && { toolchains: [...place.toolchains] }),
        ...(place.floor !== null && { sandbox_floor: place.floor }),
      },
      scratch: scratchPath(home, run),
      lease_ms: deps.leaseMs,
    }
  }

  return (write, claimant) => {
    if (claims >= deps.maxClaims || deps.blocked(write)) return undefined
    for (let job = next(claimant); job !== undefined; job = next(claimant)) {
      const assignment = start(write, claimant, job)
      if (assignment === undefined) continue
      claims += 1
      return assignment
    }
    return undefined
  }
}

/** What the worker itself keeps a run to; the gates are the core's. */
function pathsOf({ contract }: JobTrust): NonNullable<Assignment['job']['trust']> {
  return contract?.allowed_paths === undefined ? {} : { paths: contract.allowed_paths }
}

/** The job of a lane that is to start first. */
interface Head {
  lane: string
  priority: number
  seq: number
}

function goesBefore(a: Head, b: Head): boolean {
  return a.priority === b.priority ? a.seq < b.seq : a.priority > b.priority
}
