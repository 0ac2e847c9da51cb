import { type Clock, createIds } from '#schemas/format'
import { createDemo, createLoopDelay, createStats, examine } from '#core/care'
import {
  createAdmitJob,
  createApiKeys,
  createDrain,
  createKillSwitch,
  createPower,
  createSecretStore,
} from '#core/control'
import { codeOf, createBodies, createLedger, createProcesses, createReader, type Home, type Store } from '#core/record'
import {
  createClaim,
  createEnqueue,
  createFinish,
  createFollow,
  createJobDelivers,
  createJobActs,
  createJobChanges,
  createJobCounts,
  createJobListing,
  createJobTable,
  createLogReading,
  createOperations,
  createOrigins,
  createPools,
  createReadOutput,
  createRunTable,
  createSettlement,
  createSituation,
} from '#core/work'
import { createEndpoints, createWorkspaces, forkProcess } from '#core/workers'
import { createApprovalApi, createApprovalGate } from './approvals.ts'
import { createArtifacts } from './artifacts.ts'
import { createExchanges } from './exchanges.ts'
import { createJobVerbs } from './job-verbs.ts'
import { createKeyReach } from './key-reach.ts'
import { createKillSwitchActs } from './kill-switch-acts.ts'
import { beginLife } from './life.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { createOperatorDesk } from './operator-desk.ts'
import { createPolicyChecks } from './policy-checks.ts'
import { createQueueState } from './queue-state.ts'
import { READER_LIMITS } from './reader-limits.ts'
import { createRunReads } from './run-reads.ts'
import { createScheduler } from './scheduling.ts'
import { createSearches } from './searches.ts'
import { createStatus, identityOf } from './status.ts'
import { createSupervision } from './supervision.ts'
import { createTrustApi, sealing } from './trust.ts'
import { createTelling } from './telling.ts'
import type { Core, CoreOptions } from './types.ts'
import { createViews } from './views.ts'

/** What a core works with from its first moment on. */
export interface OpenedHome {
  readonly home: Home
  readonly store: Store
  readonly clock: Clock
  /** Gives the data directory up; to be called after the store is closed. */
  readonly unlock: () => void
}

/** Puts a core together on a data directory that is locked and open, and starts it. */
export async function assembleCore(options: CoreOptions, { home, store, clock, unlock }: OpenedHome): Promise<Core> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const ids = createIds()
  const startProcess = options.startProcess ?? forkProcess
  const startedAt = clock.now()
  const trouble =
    options.onTrouble ?? ((what: string, error: unknown) => process.emitWarning(`${what}: ${codeOf(error)}`))

  // Record
  const ledger = createLedger(store, clock)
  const bodies = createBodies(store, home, ids)
  const processes = createProcesses(store)
  const reader = createReader(options.readerEntry, home.database, READER_LIMITS)
  const record = { store, ledger, bodies, reader, home, clock, ids }

  // Control
  const killSwitch = createKillSwitch({ store, ledger, bodies, clock, home })
  const onPause = () => follow.touch('job_rows')
  const power = createPower({ store, ledger, clock, onChange: onPause })
  const drain = createDrain({ store, ledger, clock, onChange: onPause })

  // Work
  const jobs = createJobTable(store, bodies)
  const runs = createRunTable(store)
  const retry = { minMs: limits.retryMinMs, maxMs: limits.retryMaxMs }
  const origins = createOrigins(store)
  const delivers = createJobDelivers(store)
  const settlement = createSettlement()
  const place = (name: string) => workspaces.place(name)
  const { approvals, gate } = createApprovalGate({ ...record, jobs, origins, place, telling: () => telling })
  const changes = createJobChanges({
    ...record,
    origins,
    onSettled: settlement.tell,
    onReopened: settlement.tellReopened,
    gate,
  })
  const acts = createJobActs({ ...record, jobs, changes, retry, gate })
  const listing = createJobListing(store)
  const counts = createJobCounts(store)
  const pools = createPools({ store, ledger, jobs })
  const readOutput = createReadOutput({ bodies, home })
  const follow = createFollow(ledger, clock)
  const finishRun = createFinish({
    ...record,
    random: Math.random,
    jobs,
    retry,
    killSwitchEngaged: killSwitch.blocksWithin,
    recordKilled: killSwitch.recordKilled,
    origins,
    onSettled: settlement.tell,
    onSuspended: gate.suspended,
  })

  // Workers
  const workspaces = createWorkspaces({ store, ledger, bodies, clock, home })
  const secrets = createSecretStore({
    store,
    ledger,
    clock,
    ids,
    home,
    keepers: options.keyKeepers ?? (() => []),
    onChange() {
      follow.touch('secrets')
      supervisor.kick()
      endpoints.onSecrets()
      telling.look()
    },
  })
  const endpoints = createEndpoints({ ...record, secrets, killSwitch, follow, onTrouble: trouble })
  const telling = createTelling({
    ...record,
    jobs,
    delivers,
    settlement,
    secrets,
    killSwitch,
    follow,
    lines: (query) => log.lines(query),
    enqueue: { prepare: (input) => enqueue.prepare(input), within: (...adding) => enqueue.within(...adding) },
    idle: options.shell === 'cli' && (options.slots === 0 || options.maxClaims === 0),
    onTrouble: trouble,
  })
  const keys = createApiKeys({
    ...record,
    admit({ agent, workspaces: named = [] }) {
      if (agent !== undefined) telling.known(agent)
      for (const name of named) workspaces.resolve(name)
    },
    onChange: () => follow.touch('keys'),
    onTrouble: trouble,
  })
  const admit = telling.admitting(createAdmitJob(secrets))
  const enqueue = createEnqueue({
    ...record,
    jobs,
    origins,
    delivers,
    approvals,
    resolveWorkspace: workspaces.resolve,
    admit,
  })
  const asking = createApprovalApi({ ...record, jobs, changes, approvals, gate, enqueue, onTrouble: trouble })
  const claim = createClaim({
    ...record,
    jobs,
    pools,
    admit: gate.admit,
    workspacePlace: workspaces.place,
    hold: acts.hold,
    blocked: (write) => power.asleep() || drain.why() !== undefined || killSwitch.blocksWithin(write),
    defers: () => power.defersFor() !== undefined,
    leaseMs: limits.silentMs,
    maxClaims: options.maxClaims ?? Infinity,
  })
  const { supervisor, trust } = createSupervision({
    ...record,
    options,
    startProcess,
    limits,
    processes,
    jobs,
    runs,
    origins,
    claim,
    secrets,
    approvals,
    gate,
    killSwitch,
    follow,
    telling,
    parentOfFiring: (id) => scheduler.api.firings.get(id).parent,
    finishRun,
    onTrouble: trouble,
  })
  const scheduler = createScheduler({
    ...record,
    jobs,
    origins,
    changes,
    enqueue,
    settlement,
    pools,
    endpoints,
    runs,
    readerEntry: options.readerEntry,
    post: telling.post,
    stopRun: supervisor.cancelRun,
    kick: supervisor.kick,
    onTrouble: trouble,
  })
  const artifacts = createArtifacts({
    ...record,
    jobs,
    runs,
    processes,
    workspaces,
    killSwitch,
    slots: options.slots,
    workerEntry: options.workerEntry,
    startProcess,
    onTrouble: trouble,
  })
  const queue = createQueueState({ slots: options.slots, killSwitch, supervisor, secrets, pools, power, drain })
  const situation = createSituation(queue)
  const log = createLogReading({
    reader,
    bodies,
    home,
    runById: runs.byId,
    storedOf: (run) => supervisor.live(run)?.stored ?? 0,
  })
  const searches = createSearches({ queries: store, reader, listing, counts, jobs, ledger, queue })
  const operations = createOperations({
    ...record,
    jobs,
    changes,
    resolve: searches.resolve,
    stopRun: supervisor.cancelRun,
    onProgress: () => follow.touch('operations'),
    onTrouble: trouble,
  })
  const views = createViews({ jobs, origins, runs, bodies, ledger, situation, supervisor })

  // Care
  const startDemo = createDemo({ home, workspaces, enqueue, resources: options.resources, supervisor })
  const delay = createLoopDelay(clock)
  const { desk, inbox, evidence } = createOperatorDesk({ ...record, options, jobs, secrets, follow })
  const exchange = createExchanges({
    ...record,
    jobs,
    runs,
    workspaces,
    killSwitch,
    secrets,
    schedules: scheduler.api.schedules,
    ...telling.api,
    running: supervisor.runs,
  })
  const killSwitchActs = createKillSwitchActs({
    killSwitch,
    acts,
    jobs,
    supervisor,
    counts,
    ledger,
    slots: options.slots,
  })
  if (options.slots > 0) void secrets.settling()
  let consoleUrl: string | null = null
  const status = createStatus({
    core: identityOf(options, { id: ids.next('core'), home: home.root, startedAt }),
    slots: options.slots,
    store,
    clock,
    jobs,
    counts,
    artifactCounts: artifacts.counts,
    approvals: asking.pending,
    power: power.get,
    situation,
    supervisor,
    ledger,
    verified: evidence.last,
    killSwitch: killSwitchActs.get,
    consoleUrl: () => consoleUrl,
  })

  const close = await beginLife({
    version: options.version,
    home,
    store,
    ledger,
    bodies,
    processes,
    reader,
    clock,
    runs,
    acts,
    finishRun: sealing(finishRun, trust.endedBefore),
    trust,
    follow,
    operations,
    artifacts,
    asking,
    killSwitch,
    supervisor,
    telling,
    endpoints: options.shell === 'cli' ? undefined : endpoints,
    scheduler: options.shell === 'cli' ? undefined : scheduler,
    delay,
    inbox,
    unlock,
    onTrouble: trouble,
  })

  return {
    status,
    health: () =>
      examine({
        status: status(),
        home,
        ledger,
        failure: store.failure() ?? reader.failure(),
        delay,
        env: process.env,
        secrets: secrets.list(),
        endpoints: endpoints.list(),
      }),
    jobs: createJobVerbs({ enqueue, acts, jobs, ledger, searches, supervisor, views }),
    operations,
    runs: createRunReads({ log, readOutput, runs, supervisor, views }),
    artifacts: artifacts.api,
    events: { page: searches.events, get: views.event, follow: follow.follow },
    evidence: { verify: evidence.verify, export: evidence.export },
    exchange,
    killSwitch: killSwitchActs,
    workspaces: {
      list: workspaces.list,
      add: workspaces.add,
      toolchains: workspaces.toolchains,
      setToolchains: workspaces.setToolchains,
      lowerSandbox: workspaces.lowerSandbox,
      restoreSandbox: workspaces.restoreSandbox,
      remove: (query, actor) =>
        workspaces.remove(query, actor, (write) => acts.holdWorkspace(write, query.name, actor)),
    },
    workers: { list: supervisor.workers, selfTest: supervisor.selfTest },
    ...asking.api,
    policy: createPolicyChecks({ jobs, workspaces, supervisor, admit, asking: asking.asking }),
    endpoints,
    stats: { overview: createStats({ reader, clock }) },
    demo: { start: startDemo },
    trust: createTrustApi(trust, { jobs, runs, enqueue, resolveWorkspace: workspaces.resolve }),
    power: { get: power.get, report: power.report, drain: drain.set },
    desk,
    inbox: { get: inbox.get },
    ...telling.api,
    ...scheduler.api,
    keys: {
      ...keys,
      reach: createKeyReach({
        ledger,
        jobs,
        runs,
        artifacts: artifacts.api,
        ...scheduler.api,
        ...telling.api,
        resolveWorkspace: workspaces.resolve,
      }),
    },
    secrets: {
      list: secrets.list,
      set: ({ name, value }, actor) => secrets.set(name, value, actor),
      remove: secrets.remove,
      unlock: secrets.unlock,
      openAlso: secrets.openAlso,
      lock: secrets.lock,
    },
    announceConsole: (url) => {
      consoleUrl = url
    },
    async close(reason) {
      power.close()
      drain.close()
      await close(reason)
    },
  }
}
