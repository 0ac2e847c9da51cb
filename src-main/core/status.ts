import type { ArtifactCounts, JobCounts, KillSwitch, Power, SandboxReport, Status } from '#schemas'
import { type Clock, isoTime } from '#schemas/format'
import { diskFree } from '#core/care'
import type { Evidence } from '#core/exchange'
import type { Ledger, Store } from '#core/record'
import type { JobTable, Situation } from '#core/work'
import type { Supervisor } from '#core/workers'
import type { CoreOptions } from './types.ts'

/** Which core this is, and where it runs. */
export function identityOf(
  { version, shell, command = 'interlock' }: CoreOptions,
  { id, home, startedAt }: { id: string; home: string; startedAt: number },
): Status['core'] {
  return {
    id,
    version,
    pid: process.pid,
    home,
    shell,
    started_at: isoTime(startedAt),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    command,
  }
}

/** The answer to «how is it», put together anew at each call. */
export function createStatus({
  core,
  slots,
  store,
  clock,
  jobs,
  counts,
  artifactCounts,
  approvals,
  power,
  situation,
  supervisor,
  ledger,
  verified,
  killSwitch,
  consoleUrl,
}: {
  core: Status['core']
  slots: number
  store: Store
  clock: Clock
  jobs: JobTable
  counts: () => JobCounts
  artifactCounts: () => ArtifactCounts
  /** How many approvals wait. */
  approvals: () => number
  power: () => Power
  situation: Situation
  supervisor: Supervisor
  ledger: Ledger
  verified: Evidence['last']
  killSwitch: () => KillSwitch
  consoleUrl: () => string | null
}): () => Status {
  // Jobs are ready in the order they came in, but for those that have waited for something or are tried again.
  const oldestQueued = store.query<object, { seq: number }>(
    `SELECT seq FROM (
      SELECT * FROM (SELECT seq, ready_at FROM job INDEXED BY job_queued_again WHERE state = 'queued' AND ready_at <> created_at ORDER BY ready_at LIMIT 1)
      UNION ALL
      SELECT * FROM (SELECT seq, ready_at FROM job INDEXED BY job_state WHERE state = 'queued' AND ready_at = created_at ORDER BY seq LIMIT 1)
     ) ORDER BY ready_at LIMIT 1`,
  )
  return () => {
    const states = counts()
    const oldest = jobs.bySeq(oldestQueued.get({})?.seq ?? 0)
    const last = verified()
    return {
      core,
      now: isoTime(clock.now()),
      kill_switch: killSwitch(),
      counts: states,
      oldest_queued_at: typeof oldest?.ready_at === 'number' ? isoTime(oldest.ready_at) : null,
      oldest_queued_reason: oldest === undefined ? null : situation(oldest),
      slots,
      workers: supervisor.workers(),
      ledger: {
        ...ledger.head(),
        segments: ledger.segments(),
        verified_seq: last?.result.rows ?? null,
        verified_at: last?.at ?? null,
        verified_ok: last?.result.ok ?? null,
      },
      console_url: consoleUrl(),
      needs_review: artifactCounts().needs_review,
      approvals: approvals(),
      power: power(),
      first_start: Object.values(states).every((n) => n === 0),
      disk_free_bytes: diskFree(core.home),
      sandbox: shownSandbox(supervisor.sandbox()),
    }
  }
}

function shownSandbox(report: SandboxReport | null): Status['sandbox'] {
  return report && { level: report.level, reason: report.reason, remedy: report.remedy ?? null }
}
