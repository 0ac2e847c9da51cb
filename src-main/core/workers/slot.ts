import { mkdir } from 'node:fs/promises'
import { killTree, processStartTime } from '#confine'
import type { Worker } from '#schemas'
import { type Assignment, BEAT_INTERVAL_MS, type Finish, type FromWorker, PROTOCOL_VERSION } from '#schemas/protocol'
import { isoTime } from '#schemas/format'
import { coalesce, codeOf, type Write } from '#core/record'
import { type ActiveRun, createActiveRun, isOwnFailure } from './active-run.ts'
import { contextOf, exitSentence, silenceEnds, STOPPED_BEFORE } from './ends.ts'
import { createRestart } from './restart.ts'
import type { KillIntent } from './run-ending.ts'
import type { SlotDeps } from './slot-deps.ts'
import { createWatch, type Silence } from './watch.ts'
import { within } from './within.ts'
import { createWorkerEvents } from './worker-events.ts'
import type { WorkerExit, WorkerProcess } from './worker-process.ts'

/** One worker process at a time, kept alive, fed with runs and watched. */
export interface Slot {
  view(): Worker
  /** What the worker offers; undefined while it cannot take work. */
  offers(): ReadonlySet<string> | undefined
  active(): ActiveRun | undefined
  /** Whether this run is the one to stop here: begun, or claimed and about to begin. */
  has(run: string): boolean
  start(): void
  /** Looks for work if it is idle. */
  kick(): void
  /** Tells the run to stop; after `graceMs` it is ended. */
  stop(reason: 'cancel' | 'kill_switch', graceMs: number | undefined): void
  /** Ends the worker's process tree now. @returns processes ended */
  endNow(intent: KillIntent): Promise<number>
  /** Stops work (it is queued again) and ends the process. */
  leave(): Promise<void>
}

const LATE_MESSAGES_LIMIT = 50
const LEAVE_GRACE_MS = 3000
const STOPPED: KillIntent = { state: 'killed', code: 'shutdown', message: 'Interlock was stopped.' }

export function createSlot(deps: SlotDeps): Slot {
  const { slot, store, processes, home, clock, ids, limits } = deps
  const record = createWorkerEvents(store, deps.ledger, deps.onTrouble)
  const watch = createWatch(clock, limits)
  const restart = createRestart(clock, limits, () => {
    // Nothing is restarted while the kill switch is engaged; its release starts every slot.
    if (!deps.blocked()) start()
  })
  let id = ids.next('wrk')
  let state: Worker['state'] = 'stopped'
  let since = clock.now()
  let child: WorkerProcess | undefined
  let startTime: string | undefined
  let ready: Extract<FromWorker, { kind: 'ready' }> | undefined
  let offered: ReadonlySet<string> = new Set()
  let run: ActiveRun | undefined
  /** The end of the current run is being written; a second cause for it comes too late. */
  let ending = false
  let intent: KillIntent | undefined
  /** Claimed, and given to the worker only when what the run before it left is cleared away. */
  let coming: string | undefined
  let stopAsked: 'cancel' | 'kill_switch' | undefined
  let cancelChecks: (() => void) | undefined
  let lastExit: string | null = null
  let lastIdleReport = 0
  let lateMessages = 0
  let leaving = false
  /** The last worker's end is being cleared up and written down; the next one waits for that, and so does a stop. */
  let parting = false

  function become(next: Worker['state']): void {
    state = next
    since = clock.now()
    if (next === 'idle') lastIdleReport = clock.monotonic()
    deps.onChange()
  }

  function unheard(what: string): (error: unknown) => void {
    return (error) => deps.onTrouble(what, error)
  }

  function start(): void {
    if (leaving || parting || child !== undefined) return
    restart.cancel()
    id = ids.next('wrk')
    ready = undefined
    lateMessages = 0
    watch.began()
    try {
      child = deps.spawn(
        { id, slot },
        { message: onMessage, garbage: misbehaved, beat: (beat) => watch.beat(beat.main_age_ms), exit: onExit },
      )
    } catch (error) {
      return gone(codeOf(error), { code: null, signal: null, lastWords: codeOf(error) }, false)
    }
    startTime = processStartTime(child.pid)
    void processes
      .add({ pid: child.pid, start_time: startTime ?? '', owner: `worker:${id}` })
      .catch(unheard('Remembering a worker'))
    child.send({
      kind: 'hello',
      protocol: PROTOCOL_VERSION,
      worker: id,
      kill_switch_file: home.killSwitchFile,
      cookie: id,
    })
    cancelChecks = clock.every(BEAT_INTERVAL_MS, check)
    become('starting')
  }

  function check(): void {
    if (child === undefined || intent !== undefined) return
    const silence = watch.look()
    if (silence !== undefined && !(ending && silence.cause === 'wall_time')) return endSilent(silence)
    if (state !== 'idle' || clock.monotonic() - lastIdleReport < limits.idleReportMs) return
    lastIdleReport = clock.monotonic()
    record('worker.idle', { slot, idle_for_s: Math.round((clock.now() - since) / 1000) })
  }

  function endSilent({ cause, forMs }: Silence): void {
    record('worker.silent', { slot, silent_ms: Math.round(forMs), cause }, contextOf(run))
    become('silent')
    void endNow(silenceEnds(cause, Math.round(forMs / 1000)))
  }

  function onMessage(message: FromWorker): void {
    if (message.kind === 'ready') return onReady(message)
    if (run === undefined || message.run !== run.assignment.run || message.token !== run.assignment.token)
      return onLate(message)
    try {
      run.take(message)
    } catch (error) {
      misbehaved(error instanceof Error ? error.message : String(error))
    }
  }

  function onReady(message: Extract<FromWorker, { kind: 'ready' }>): void {
    if (state !== 'starting') return misbehaved('a second ready')
    if (message.protocol !== PROTOCOL_VERSION)
      return misbehaved(`protocol ${message.protocol}, this core speaks ${PROTOCOL_VERSION}`)
    ready = message
    offered = new Set(message.offers)
    watch.ready()
    const { pid, offers, sandbox, node, version } = message
    record('worker.started', {
      pid,
      slot,
      offers,
      sandbox_level: sandbox.level,
      sandbox_reason: sandbox.reason,
      node,
      version,
    })
    become('idle')
    kick()
  }

  /** A message of another run or another claim changes nothing; a worker that goes on sending them is ended. */
  function onLate(message: Exclude<FromWorker, { kind: 'ready' }>): void {
    lateMessages += 1
    if (lateMessages > LATE_MESSAGES_LIMIT) return misbehaved('too many messages of other runs')
    record(
      'run.late_message',
      { message: message.kind, token: message.token, current: run?.assignment.token ?? null },
      { run: message.run },
    )
  }

  function misbehaved(problem: string): void {
    if (intent !== undefined) return
    record('worker.misbehaved', { slot, problem: problem.slice(0, 256) }, contextOf(run))
    void endNow({
      state: 'lost',
      code: 'worker_misbehaved',
      message: `The worker broke the protocol and was ended: ${problem}`.slice(0, 2000),
    })
  }

  function claim(write: Write): Assignment | undefined {
    const assignment = deps.claim(write, { id, offers: offered })
    coming = assignment?.run
    stopAsked = undefined
    return assignment
  }

  const claimOne = coalesce(async () => {
    const assignment = await store.write((write) => (state === 'idle' && !leaving ? claim(write) : undefined), {
      durable: false,
    })
    if (assignment !== undefined) await begin(assignment)
  })

  function kick(): void {
    if (state !== 'idle' || leaving || deps.blocked()) return
    claimOne().catch((error: unknown) => {
      reportFailure(error, limits.restartMinMs)
      clock.after(limits.restartMinMs, kick)
    })
  }

  function reportFailure(error: unknown, backoffMs: number): void {
    record(
      'worker.transient_error',
      { slot, error: codeOf(error).slice(0, 512), backoff_s: backoffMs / 1000 },
      contextOf(run),
    )
  }

  /** What cannot be recorded must not go on: the run is ended and tried again. */
  function notStored(error: unknown): void {
    reportFailure(error, 0)
    const reason = error instanceof Error ? error.message : String(error)
    if (!ending)
      void endNow({
        state: 'lost',
        code: 'storage_failed',
        message: `What the run reported could not be stored. ${reason}`.slice(0, 2000),
      })
  }

  async function begin(assignment: Assignment): Promise<void> {
    const current = createActiveRun(
      {
        bodies: deps.bodies,
        processes,
        worker: id,
        send: (message) => child?.send(message),
        onLive: deps.onLive,
        onFailure: (error) => (isOwnFailure(error) ? notStored(error) : misbehaved(codeOf(error))),
      },
      assignment,
      deps.openStream({ run: assignment.run, job: assignment.job.id, token: assignment.token, worker: id }),
    )
    run = current
    coming = undefined
    ending = false
    watch.runBegan(assignment.job.budgets.max_wall_time_sec * 1000)
    become('busy')
    void current.finished
      .then((finish) => onFinished(current, finish))
      .catch((error: unknown) => reportFailure(error, 0))
    await mkdir(assignment.scratch, { recursive: true, mode: 0o700 })
    // The switch may also have been engaged by its file, which nobody has told of yet.
    const stopped = stopAsked ?? (deps.blocked() ? 'kill_switch' : undefined)
    if (stopped !== undefined) {
      await endImposed(current, STOPPED_BEFORE[stopped])
      return idleAgain()
    }
    if (child === undefined)
      return endImposed(current, {
        state: 'lost',
        code: 'worker_exited',
        message: 'The worker ended before the run began.',
      })
    child.send({ kind: 'assign', assignment })
  }

  function idleAgain(): void {
    if (child === undefined || intent !== undefined) return
    become('idle')
    kick()
  }

  async function onFinished(current: ActiveRun, finish: Finish): Promise<void> {
    if (ending) return
    ending = true
    const next = await deps.ending.reported(current, finish, (write) =>
      leaving || child === undefined || intent !== undefined ? undefined : claim(write),
    )
    child?.send({ kind: 'finished', run: current.assignment.run })
    await release(current)
    return next === undefined ? idleAgain() : begin(next)
  }

  async function endImposed(current: ActiveRun, why: KillIntent): Promise<void> {
    if (ending) return
    ending = true
    await deps.ending.imposed(current, why, watch.runMs())
    await release(current)
  }

  async function release(current: ActiveRun): Promise<void> {
    watch.runEnded()
    await deps.ending.cleanUp(current)
    if (run === current) run = undefined
  }

  function onExit(exit: WorkerExit): void {
    const wanted = leaving || intent !== undefined
    const why = intent ?? { state: 'lost' as const, code: 'worker_exited', message: exitSentence(exit) }
    child = intent = undefined
    cancelChecks?.()
    parting = true
    void deps.ending
      .clearAfter(id)
      .then(() => (run === undefined ? undefined : endImposed(run, why)))
      .catch((error: unknown) => reportFailure(error, 0))
      .then(() => gone(why.code, exit, wanted))
  }

  function gone(reason: string, exit: WorkerExit, wanted: boolean): void {
    lastExit = exitSentence(exit)
    parting = false
    const waitMs = leaving ? null : restart.schedule(watch.livedMs())
    record('worker.exited', {
      slot,
      exit_code: exit.code,
      signal: exit.signal,
      wanted,
      reason: reason.slice(0, 128),
      restart_in_ms: waitMs,
    })
    become('stopped')
  }

  async function endNow(why: KillIntent): Promise<number> {
    const target = child
    if (target === undefined) return 0
    intent ??= why
    const report = await killTree(target.pid, startTime, { cookie: id })
    target.kill()
    return report.killed.length
  }

  function stop(reason: 'cancel' | 'kill_switch', graceMs: number | undefined): void {
    const current = run
    stopAsked = reason
    if (current === undefined || child === undefined || coming !== undefined) return
    record('run.stop_requested', { reason, hard: false }, contextOf(current))
    child.send({ kind: 'stop', run: current.assignment.run, reason })
    if (graceMs === undefined) return
    clock.after(graceMs, () => {
      if (run === current && !ending)
        void endNow({ state: 'cancelled', code: 'cancelled', message: 'Cancelled by the operator.' })
    })
  }

  async function leave(): Promise<void> {
    leaving = true
    restart.cancel()
    const current = run
    if (current !== undefined && child !== undefined) {
      child.send({ kind: 'stop', run: current.assignment.run, reason: 'shutdown' })
      await within(clock, LEAVE_GRACE_MS, () => run !== current)
      if (run === current && !ending) await endNow(STOPPED)
      await within(clock, LEAVE_GRACE_MS, () => run === undefined)
    }
    if (child !== undefined) {
      record('worker.loop_exit', { slot, reason: 'shutdown' })
      child.send({ kind: 'bye' })
      await within(clock, LEAVE_GRACE_MS, () => child === undefined)
      await endNow(STOPPED)
    }
    // On a full disk the end of a run cannot be written; the next start then records it as lost.
    await within(clock, LEAVE_GRACE_MS, () => child === undefined && !parting)
  }

  function view(): Worker {
    const beatAt = watch.lastBeatAt()
    const restartAt = restart.at()
    return {
      id,
      slot,
      state,
      pid: child?.pid ?? null,
      offers: [...offered],
      sandbox_level: ready?.sandbox.level ?? null,
      sandbox_reason: ready?.sandbox.reason ?? null,
      run: run?.assignment.run ?? null,
      job: run?.assignment.job.id ?? null,
      since: isoTime(since),
      last_beat_at: beatAt === undefined ? null : isoTime(beatAt),
      restarts: restart.count(),
      restart_at: restartAt === undefined ? null : isoTime(restartAt),
      last_exit: lastExit,
    }
  }

  return {
    view,
    offers: () => (state === 'idle' || state === 'busy' ? offered : undefined),
    active: () => run,
    has: (id) => (coming ?? run?.assignment.run) === id,
    start,
    kick,
    stop,
    endNow,
    leave,
  }
}
