import { InterlockError, type Job } from '#schemas'
import { type Clock, createIds, isoTime } from '#schemas/format'
import { createDemo, createDesk, createInbox, createLoopDelay, createStats, examine } from '#core/care'
import { createKillSwitch } from '#core/control'
import { createDaliExport, createDaliImport, createEvidence } from '#core/exchange'
import { codeOf, createBodies, createLedger, createProcesses, createReader, type Home, type Store } from '#core/record'
import {
  createClaim,
  createEnqueue,
  createFinish,
  createFollow,
  createJobActs,
  createJobChanges,
  createJobCounts,
  createJobImport,
  createJobListing,
  createJobTable,
  createLogReading,
  createOperations,
  createReadOutput,
  createRunStreams,
  createRunTable,
  createSituation,
  keepIndexed,
  settled,
  startDueTimer,
} from '#core/work'
import { createForkedWorkers, createRunEnding, createSupervisor, createWorkspaces, recover } from '#core/workers'
import { createArtifacts } from './artifacts.ts'
import { createKillSwitchActs } from './kill-switch-acts.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { createSearches } from './searches.ts'
import { createStatus, sandboxReport } from './status.ts'
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
  const id = ids.next('core')
  const startedAt = clock.now()
  const trouble =
    options.onTrouble ?? ((what: string, error: unknown) => process.emitWarning(`${what}: ${codeOf(error)}`))

  // Record
  const ledger = createLedger(store, clock)
  const bodies = createBodies(store, home, ids)
  const processes = createProcesses(store)
  const reader = createReader(options.readerEntry, home.database)

  // Control
  const killSwitch = createKillSwitch({ store, ledger, bodies, clock, home })

  // Work
  const jobs = createJobTable(store, bodies)
  const runs = createRunTable(store)
  const retry = { minMs: limits.retryMinMs, maxMs: limits.retryMaxMs }
  const changes = createJobChanges({ store, ledger, clock })
  const acts = createJobActs({ store, ledger, clock, jobs, changes, retry })
  const listing = createJobListing(store)
  const counts = createJobCounts(store)
  const readOutput = createReadOutput({ bodies, home })
  const follow = createFollow(ledger, clock)
  const finishRun = createFinish({
    store,
    ledger,
    bodies,
    clock,
    ids,
    random: Math.random,
    jobs,
    retry,
    killSwitchEngaged: killSwitch.blocksWithin,
    recordKilled: killSwitch.recordKilled,
  })

  // Workers
  const workspaces = createWorkspaces({ store, ledger, bodies, clock, home })
  const enqueue = createEnqueue({ store, ledger, bodies, clock, ids, jobs, resolveWorkspace: workspaces.resolve })
  const claim = createClaim({
    store,
    ledger,
    clock,
    ids,
    home,
    jobs,
    workspacePath: workspaces.path,
    hold: acts.hold,
    blocked: killSwitch.blocksWithin,
    leaseMs: limits.silentMs,
    maxClaims: options.maxClaims ?? Infinity,
  })
  const supervisor = createSupervisor(
    {
      slots: options.slots,
      store,
      ledger,
      bodies,
      processes,
      home,
      clock,
      ids,
      limits,
      spawn: createForkedWorkers(options.workerEntry),
      claim,
      ending: createRunEnding({
        store,
        clock,
        home,
        processes,
        finishRun,
        limits,
        onFailure: (error) => trouble('The end of a run', error),
      }),
      openStream: createRunStreams({ store, ledger, bodies, home, clock }),
      onLive: follow.live,
      onChange: () => follow.touch('workers'),
      onTrouble: trouble,
      blocked: killSwitch.blocks,
    },
    ledger,
  )
  const artifacts = createArtifacts({
    store,
    ledger,
    bodies,
    clock,
    ids,
    home,
    reader,
    jobs,
    runs,
    processes,
    workspaces,
    killSwitch,
    slots: options.slots,
    workerEntry: options.workerEntry,
    onTrouble: trouble,
  })
  const queue = () => ({
    blocked: killSwitch.blocks(),
    slots: options.slots,
    busy: supervisor.busy(),
    starting: supervisor.workers().some((worker) => worker.state === 'starting'),
    offers: supervisor.offers(),
  })
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
    store,
    ledger,
    bodies,
    reader,
    clock,
    ids,
    jobs,
    changes,
    resolve: searches.resolve,
    stopRun: supervisor.cancelRun,
    onProgress: () => follow.touch('operations'),
    onTrouble: trouble,
  })
  const views = createViews({ jobs, runs, bodies, ledger, situation, supervisor })

  // Care
  const startDemo = createDemo({ home, workspaces, enqueue, resources: options.resources })
  const desk = createDesk({ store, clock, onChange: () => follow.touch('desk') })
  const delay = createLoopDelay(clock)
  const evidence = createEvidence({
    reader,
    home,
    clock,
    jobs,
    resources: options.resources,
    version: options.version,
    onVerified: () => follow.touch('ledger'),
  })
  const inbox = createInbox({
    reader,
    clock,
    home: home.root,
    verified: evidence.last,
    failure: () => store.failure() ?? reader.failure(),
  })
  const exportDali = createDaliExport({ reader, home, clock, workspaces })
  const importDali = createDaliImport({
    store,
    ledger,
    bodies,
    reader,
    home,
    clock,
    ids,
    jobs,
    runs,
    imports: createJobImport({ store, ledger, bodies, clock, ids, jobs }),
    workspaces,
    killSwitch,
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
  let consoleUrl: string | null = null
  const status = createStatus({
    core: {
      id,
      version: options.version,
      pid: process.pid,
      home: home.root,
      shell: options.shell,
      started_at: isoTime(startedAt),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    },
    slots: options.slots,
    store,
    clock,
    jobs,
    counts,
    artifactCounts: artifacts.counts,
    situation,
    supervisor,
    ledger,
    verified: evidence.last,
    killSwitch: killSwitchActs.get,
    consoleUrl: () => consoleUrl,
  })

  const clean = (ledger.get(ledger.head().seq)?.kind ?? 'core.stopped') === 'core.stopped'
  await recover({ store, ledger, bodies, home, processes, runs, finishRun, onTrouble: trouble })
  await operations.recover()
  await store.write((write) =>
    ledger.append(
      write,
      'core.started',
      {
        version: options.version,
        pid: process.pid,
        platform: `${process.platform} ${process.arch}`,
        node: process.version,
        schema_version: store.schemaVersion,
        clean,
      },
      { actor: 'core' },
    ),
  )
  killSwitch.onChange((mode) => {
    follow.touch('kill_switch')
    supervisor.onKillSwitch(mode).catch((error: unknown) => trouble('The kill switch', error))
    if (mode === 'engaged_hard') artifacts.stop()
    if (mode === 'released') artifacts.settle()
  })
  killSwitch.watchFile((seen) => {
    follow.touch('kill_switch')
    const act = seen.present
      ? killSwitch.engage({ hard: seen.hard, source: 'file' }, 'file', supervisor.runs())
      : releaseFile()
    // A write that fails leaves the file in force: it is looked at before every claim.
    void act.catch((error: unknown) => trouble('The kill switch file', error))
  })
  const due = startDueTimer(ledger, clock, acts.promoteDue, (error) => trouble('Promoting what is due', error))
  artifacts.settle()
  const indexing = keepIndexed({ reader, ledger, clock, onTrouble: trouble })
  supervisor.start()

  let closing: Promise<void> | undefined

  async function releaseFile(): Promise<void> {
    if (killSwitch.state().source === 'file')
      await killSwitch.release({ source: 'file' }, 'file', (write, killed) =>
        acts.settleKilled(write, killed, () => false, 'file'),
      )
  }

  function jobById(job: string): Job {
    return views.job(jobs.find(job))
  }

  /** However the stop goes, the lock is given up: a full disk must not keep the next start out. */
  async function close(reason: string): Promise<void> {
    killSwitch.close()
    artifacts.stop()
    due.close()
    delay.close()
    try {
      indexing.close()
      await operations.close()
      await supervisor.close()
      await store.write((write) => {
        ledger.append(write, 'core.stopped', { reason }, { actor: 'core' })
        ledger.checkpoint(write)
      })
    } finally {
      follow.close()
      await reader.close()
      await store.close().finally(unlock)
    }
  }

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
      }),
    jobs: {
      async enqueue(input, actor) {
        const enqueued = enqueue(input, actor)
        // The claim of an idle worker follows in the store's queue and shares the commit.
        supervisor.kick()
        const { row, spec, created } = await enqueued
        return { job: views.job(row, spec.budgets), created }
      },
      async list(query) {
        const head = ledger.head().seq
        const page = await searches.jobs(query)
        return { items: page.rows.map((row) => views.job(row)), next_cursor: page.next, head }
      },
      counts: searches.counts,
      get: (job) => views.jobDetail(jobs.find(job)),
      async cancel(job, actor) {
        const outcome = await acts.cancel(job, actor)
        if (outcome.run !== null) supervisor.cancelRun(outcome.run)
        return jobById(outcome.job)
      },
      retry: async (job, actor) => jobById(await acts.retry(job, actor)),
      requeue: async (job, actor) => jobById(await acts.requeue(job, actor)),
      setPriority: async (job, priority, actor) => jobById(await acts.setPriority(job, priority, actor)),
      restore: async (job, actor) => jobById(await acts.restore(job, actor)),
      settled: (job, signal) => settled(ledger, jobs.find(job).id, jobById, signal),
    },
    operations,
    runs: {
      get(run) {
        const found = views.run(run)
        if (found === undefined) throw new InterlockError('run_not_found', { id: run })
        return found
      },
      output({ id: run, from, limit }) {
        const row = runs.byId(run)
        if (row === undefined) throw new InterlockError('run_not_found', { id: run })
        return readOutput({ run: row, stored: supervisor.live(run)?.stored ?? 0, from, limit })
      },
      lines: log.lines,
      find: log.find,
    },
    artifacts: artifacts.api,
    events: { page: searches.events, get: views.event, follow: follow.follow },
    evidence: { verify: evidence.verify, export: evidence.export },
    exchange: { importDali, exportDali },
    killSwitch: killSwitchActs,
    workspaces: {
      list: workspaces.list,
      add: workspaces.add,
      remove: (query, actor) =>
        workspaces.remove(query, actor, (write) => acts.holdWorkspace(write, query.name, actor)),
    },
    workers: { list: supervisor.workers, sandbox: () => sandboxReport(supervisor) },
    stats: { overview: createStats({ reader, clock }) },
    demo: { start: startDemo },
    desk,
    inbox: { get: inbox },
    announceConsole: (url) => {
      consoleUrl = url
    },
    close: (reason) => (closing ??= close(reason)),
  }
}
