import { InterlockError, isInterlockError, type RunState } from '#schemas'
import type { Clock, Ids } from '#schemas/format'
import {
  type Approvals,
  createTrust,
  type EscalatedQuestion,
  type GatedRun,
  type KillSwitchControl,
  type SecretStore,
  type Trust,
} from '#core/control'
import type { Bodies, Home, Ledger, Processes, Store, Write } from '#core/record'
import type { Enqueue, FinishRun, Follow, JobGate, JobTable, Origins, RunTable } from '#core/work'
import { createTrustHosts, type StartProcess } from '#core/workers'
import type { Telling } from './telling.ts'
import type { Core } from './types.ts'

export interface TrustGatesDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly home: Home
  readonly processes: Processes
  readonly jobs: JobTable
  readonly runs: RunTable
  readonly origins: Origins
  readonly secrets: SecretStore
  readonly approvals: Approvals
  readonly gate: JobGate
  readonly killSwitch: KillSwitchControl
  readonly follow: Follow
  readonly telling: Pick<Telling, 'post'>
  /** The job before a firing in its chain, and that one's last run. */
  readonly parentOfFiring: (firing: string) => { job: string; run: string | null } | null
  readonly workerEntry: string
  readonly startProcess: StartProcess
  /** Where trust providers lie, unless in the data directory. */
  readonly folder: string | undefined
  readonly onTrouble: (what: string, error: unknown) => void
}

/** The trust gates over processes of providers, the queue and approvals. */
export function createTrustGates(deps: TrustGatesDeps): Trust {
  const { store, ledger, jobs, runs, origins, killSwitch, follow, onTrouble } = deps
  const stopped = () => killSwitch.state().mode === 'engaged_hard'

  function parentOf(firing: string): { job: string; run: string | null } | undefined {
    try {
      return deps.parentOfFiring(firing) ?? undefined
    } catch (error) {
      // Who cannot be found hands nothing on.
      if (isInterlockError(error, 'firing_not_found')) return undefined
      throw error
    }
  }

  function noted(record: (write: Write) => void): void {
    store
      .write((write) => record(write), { durable: false })
      .catch((error: unknown) => onTrouble('An event about a trust provider', error))
    follow.touch('trust')
  }

  const processes = createTrustHosts({
    ...deps,
    entry: deps.workerEntry,
    stopped,
    onLoaded: ({ name, sha256 }, { type, confined }) =>
      noted((write) =>
        ledger.append(write, 'trust.provider_loaded', { provider: name, type, sha256, confined }, { actor: 'core' }),
      ),
    onFailed: (provider, reason, restartMs) =>
      noted((write) =>
        ledger.append(
          write,
          'trust.provider_failed',
          { provider, reason, restart_in_ms: restartMs },
          { actor: 'core' },
        ),
      ),
  })

  return createTrust({
    ...deps,
    processes,
    stopped,
    specOf(id) {
      const row = jobs.byId(id)
      return row && jobs.spec(row)
    },
    jobOfRun: (run) => runs.byId(run)?.job_id,
    parentOf(id) {
      const row = jobs.byId(id)
      const origin = row && origins.of(row.seq)
      return origin?.kind === 'chain' ? parentOf(origin.firing) : null
    },
    useApproval: (run, question) => store.write((write) => usedApproval(write, run, question, deps)),
    onGivenUp: (write, handle) => tellGivenUp(write, handle, deps),
    onChange: () => follow.touch('trust'),
  })
}

/** The operator's answer to exactly this question, used up with that. */
function usedApproval(
  write: Write,
  { job: id, run }: GatedRun,
  { tool, args }: EscalatedQuestion,
  { approvals, gate, jobs }: TrustGatesDeps,
): string | undefined {
  const row = jobs.byId(id)
  const job = row && gate.jobOf(row)
  if (job === undefined || approvals.takeDecision(write, job, { run, tool, args, number: 0 })?.answer !== 'go')
    return undefined
  return approvals.table.ofJob(job.seq).find(({ kind, spent_run }) => kind === 'trust' && spent_run === run)?.id
}

/** Credentials that are still good somewhere are for the operator to see to. */
function tellGivenUp(
  write: Write,
  { handle, run, provider }: { handle: string; run: string; provider: string },
  { runs, telling }: TrustGatesDeps,
): void {
  const job = runs.byId(run)?.job_id
  telling.post(write, {
    topic: 'trust.not_cleaned',
    title: `The trust provider ${provider} did not take back credentials`,
    text: `It was asked several times to take back ${handle} of the run ${run}. Revoke what it handed over there.`,
    facts: { provider, handle, run },
    urgency: 'urgent',
    dedupe_key: `trust:${handle}`,
    run,
    ...(job !== undefined && { job }),
  })
}

/** The same, with the evidence of a run's trust sealed in the write that ends it. */
export function sealing(
  finishRun: FinishRun,
  seal: (write: Write, end: { run: string; state: RunState; code: string | null }) => void,
): FinishRun {
  return (write, end) => {
    const counted = finishRun(write, end)
    if (counted) seal(write, end)
    return counted
  }
}

/** What clients ask of trust. */
export function createTrustApi(
  trust: Trust,
  {
    jobs,
    runs,
    enqueue,
    resolveWorkspace,
  }: {
    jobs: JobTable
    runs: RunTable
    enqueue: Enqueue
    resolveWorkspace: (name: string | undefined) => string
  },
): Core['trust'] {
  return {
    providers: trust.providers,
    reload: trust.reload,
    ofJob: (id) => trust.ofJob(jobs.find(id).id),
    show(run) {
      if (runs.byId(run) === undefined) throw new InterlockError('run_not_found', { id: run })
      return trust.ofRun(run)
    },
    async check(input) {
      const spec = await enqueue.prepare(input)
      return trust.check({ ...spec, workspace: resolveWorkspace(spec.workspace) })
    },
  }
}
