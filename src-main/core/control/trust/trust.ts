import { join } from 'node:path'
import {
  InterlockError,
  type JobSpec,
  type RunState,
  type RunTrust,
  type SandboxReport,
  type TrustDenial,
  type TrustFacts,
  trustFactsSchema,
  type TrustCheck,
  type TrustLevel,
  type TrustProviders,
} from '#schemas'
import type { Clock, Ids } from '#schemas/format'
import type { Bodies, Home, Ledger, Store, Write } from '#core/record'
import { createCleanup } from './cleanup.ts'
import { checkTrust } from './check-trust.ts'
import { Denied, noFacts } from './facts.ts'
import type { EscalatedQuestion, GatedRun, UseApproval } from './gated-run.ts'
import { type GateDeps, passGatesAnew } from './gates.ts'
import type { ParentTrust } from './identity.ts'
import { createProofKeys } from './proof-keys.ts'
import { createProviders, ProviderFailed, type ProviderProcesses } from './providers.ts'
import { providersView } from './providers-view.ts'
import { type RunTrustRow, createTrustTable, sealedFacts, storedJson } from './trust-table.ts'

/** What the gates say of a claimed run. Credentials are for its commands only. */
export type Admission =
  | { readonly kind: 'admitted'; readonly credentials: Readonly<Record<string, string>> }
  | { readonly kind: 'denied'; readonly code: TrustDenial; readonly message: string }
  | { readonly kind: 'escalated'; readonly message: string; readonly question: EscalatedQuestion }
  /** Somebody stopped the run meanwhile. */
  | { readonly kind: 'stopped' }

/** The gates between the claim of a run and its first step, and the evidence of what they found. */
export interface Trust {
  /** Holds a run back until its gates have decided, for a minute at most. */
  admit(run: { run: string; job: string; sandbox: SandboxReport | undefined }, signal: AbortSignal): Promise<Admission>
  /** To be called in the write that ends a run: seals its evidence, and has its credentials taken back after the commit. */
  ended(write: Write, end: { run: string; state: RunState; code: string | null }): void
  /** The same for a run of an earlier life of the core. */
  endedBefore(write: Write, end: { run: string; state: RunState; code: string | null }): void
  /** Has taken back what earlier lives, or a kill switch, left with providers. */
  settle(): void
  providers(): Promise<TrustProviders>
  /** Ends the processes of providers and tries each anew. */
  reload(): Promise<TrustProviders>
  /** @throws InterlockError trust_not_recorded */
  ofRun(run: string): RunTrust
  ofJob(job: string): RunTrust[]
  check(spec: JobSpec): Promise<TrustCheck>
  /** Ends every provider now; nothing is asked before `settle`. */
  stop(): void
  close(): Promise<void>
}

export interface TrustDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly home: Home
  /** Where providers lie, unless in the data directory. */
  readonly folder: string | undefined
  readonly processes: ProviderProcesses
  readonly secrets: {
    settling(): Promise<void> | undefined
    granted(names: readonly string[]): Record<string, string>
  }
  /** What was asked for, of a job that can be read. */
  readonly specOf: (job: string) => JobSpec | undefined
  readonly jobOfRun: (run: string) => string | undefined
  /** The job before one in its chain and its last run; null where it follows none, undefined where that cannot be told. */
  readonly parentOf: (job: string) => { job: string; run: string | null } | null | undefined
  readonly useApproval: UseApproval
  /** A provider did not take back what it had handed over, however often it was asked. */
  readonly onGivenUp: (write: Write, handle: { handle: string; run: string; provider: string }) => void
  /** No provider may be asked anything. */
  readonly stopped: () => boolean
  readonly onChange: () => void
  readonly onTrouble: (what: string, error: unknown) => void
}

/** A person who waits for a run would think it lost. */
const GATES_MS = 60_000

export function createTrust(deps: TrustDeps): Trust {
  const { store, ledger, bodies, clock, ids, home, processes, specOf } = deps
  const table = createTrustTable({ store, ledger, bodies })
  const folder = deps.folder ?? join(home.root, 'trust-providers')
  const keys = createProofKeys({ folder: join(home.root, 'trust-keys'), secrets: deps.secrets.granted })
  const providers = createProviders(folder, processes)
  /** Facts of runs that are not over, and the gates that go on for them. */
  const open = new Map<string, { facts: TrustFacts; gates: Promise<unknown> }>()
  const cleanup = createCleanup({
    ...deps,
    table,
    providers,
    untilGatesEnd: (run) => open.get(run)?.gates ?? Promise.resolve(),
  })

  const gateDeps: GateDeps = {
    providers,
    keys,
    now: clock.now,
    nextHandle: () => ids.next('cred'),
    useApproval: deps.useApproval,
    spendProof: ({ job, run }, nonce, expiresAt) =>
      store.write((write) => table.spend(write, job, run, nonce, expiresAt)),
    askFor: ({ job, run }, handle) => store.write((write) => table.askFor(write, { ...handle, job, run })),
  }

  function parentTrust(job: string): ParentTrust | null | undefined {
    const parent = deps.parentOf(job)
    if (parent === null || parent === undefined) return parent
    const level: TrustLevel | null =
      parent.run === null ? null : (factsOf(table.byRun(parent.run))?.identity?.level ?? null)
    return { ...parent, trust: specOf(parent.job)?.trust, level }
  }

  /** What is stored of a run's gates, if it is what was stored. */
  function factsOf(row: RunTrustRow | undefined): TrustFacts | undefined {
    if (row === undefined) return undefined
    return trustFactsSchema.safeParse(storedJson(bodies, row.facts)).data ?? sealedFacts(bodies, row)?.facts
  }

  async function decide(gated: GatedRun, facts: TrustFacts, signal: AbortSignal): Promise<Admission> {
    let isOver = false
    const stopped = Promise.withResolvers<Admission>()
    const onAbort = () => stopped.resolve({ kind: 'stopped' })
    signal.addEventListener('abort', onAbort, { once: true })
    const late = Promise.withResolvers<never>()
    const cancel = clock.after(GATES_MS, () =>
      late.reject(new Denied('provider_failed', `The gates had not decided after ${GATES_MS / 1000} s.`)),
    )
    const { run, job, spec, trust } = gated
    const gates = passGatesAnew(gated, facts, {
      ...gateDeps,
      goesOn: () => !isOver && !deps.stopped(),
      fresh: () => noFacts(run, job, spec, trust, clock.now()),
      askFor(of, handle) {
        // What nobody waits for any more is not handed over.
        if (isOver) throw new Denied('credentials_missing', 'The run was stopped before it was given credentials.')
        return gateDeps.askFor(of, handle)
      },
    })
    open.set(gated.run, { facts, gates: gates.catch(() => undefined) })
    try {
      if (signal.aborted) onAbort()
      return await Promise.race([gates, stopped.promise, late.promise])
    } catch (error) {
      if (error instanceof Denied) return { kind: 'denied', code: error.code, message: error.message }
      if (error instanceof ProviderFailed) return { kind: 'denied', code: 'provider_failed', message: error.message }
      throw error
    } finally {
      isOver = true
      cancel()
      signal.removeEventListener('abort', onAbort)
    }
  }

  function seal(write: Write, facts: TrustFacts, { state, code }: { state: RunState; code: string | null }): void {
    table.seal(write, { ...facts, outcome: { state, code } })
    if (facts.contract?.audit === 'checkpoint') ledger.checkpoint(write)
  }

  function view(row: RunTrustRow): RunTrust {
    const sealed = sealedFacts(bodies, row)
    const facts = sealed?.facts ?? factsOf(row) ?? null
    const states = table.handlesOf(row.run).map(({ state }) => state)
    const left = (['due', 'given_up', 'done'] as const).find((state) => states.includes(state))
    return {
      run: row.run,
      facts,
      outcome: sealed?.outcome ?? null,
      sha256: row.sha256,
      intact: row.envelope === null ? facts !== null : (sealed?.intact ?? false),
      cleanup: left ?? 'not_needed',
    }
  }

  return {
    async admit({ run, job, sandbox }, signal) {
      const spec = specOf(job)
      if (spec?.trust === undefined)
        return { kind: 'denied', code: 'trust_denied', message: 'What this job says of trust cannot be read any more.' }
      await deps.secrets.settling()
      const facts = noFacts(run, job, spec, spec.trust, clock.now())
      const gated = { run, job, spec, trust: spec.trust, parent: parentTrust(job), sandbox }
      const admission = await decide(gated, facts, signal)
      // What the gates go on to find after a stop or the deadline changes nothing any more.
      const found = structuredClone(facts)
      found.gate = gateOf(admission)
      const gates = open.get(run)?.gates ?? Promise.resolve()
      open.set(run, { facts: found, gates })
      if (admission.kind !== 'stopped') await store.write((write) => table.decide(write, found))
      deps.onChange()
      return admission
    },
    ended(write, end) {
      const found = open.get(end.run)
      if (found === undefined) return
      seal(write, found.facts, end)
      write.afterCommit(() => cleanup.ofRun(end.run, () => open.delete(end.run)))
    },
    endedBefore(write, end) {
      const row = table.byRun(end.run)
      const job = row?.job ?? deps.jobOfRun(end.run)
      const spec = job === undefined ? undefined : specOf(job)
      if (job === undefined || spec?.trust === undefined) return
      seal(write, factsOf(row) ?? noFacts(end.run, job, spec, spec.trust, clock.now()), end)
    },
    settle: cleanup.settle,
    providers: () => providersView({ providers, keys }),
    async reload() {
      processes.stop()
      const { providers: files } = await providers.files()
      await Promise.allSettled([...files.values()].map((file) => processes.load(file)))
      return providersView({ providers, keys })
    },
    ofRun(run) {
      const row = table.byRun(run)
      if (row === undefined) throw new InterlockError('trust_not_recorded', { run })
      return view(row)
    },
    ofJob: (job) => table.ofJob(job).map(view),
    check: (spec) => checkTrust(spec, { providers, keys }),
    stop: processes.stop,
    async close() {
      await cleanup.close()
      await processes.close()
    },
  }
}

function gateOf(admission: Admission): TrustFacts['gate'] {
  switch (admission.kind) {
    case 'admitted':
    case 'stopped':
      return { decision: admission.kind, code: null, message: null }
    case 'escalated':
      return { decision: 'escalated', code: null, message: admission.message }
    case 'denied':
      return { decision: 'denied', code: admission.code, message: admission.message }
  }
}
