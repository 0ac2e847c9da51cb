import { killTree, processStartTime } from '#confine'
import type { SandboxReport, Worker } from '#schemas'
import { BEAT_INTERVAL_MS, type FromRun, type FromWorker, PROTOCOL_VERSION } from '#schemas/protocol'
import { isoTime } from '#schemas/format'
import { coalesce, codeOf } from '#core/record'
import { type ActiveRun, isOwnFailure } from './active-run.ts'
import { contextOf, exitSentence, silenceEnds, STOPPED_BEFORE } from './ends.ts'
import { createHeldRun } from './held-run.ts'
import { createRestart } from './restart.ts'
import type { KillIntent } from './run-ending.ts'
import type { SlotDeps } from './slot-deps.ts'
import { createSlotSandbox } from './slot-sandbox.ts'
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
  start(): void
  /** Looks for work if it is idle. */
  kick(): void
  /** Tells the run to stop; after `graceMs` it is ended. */
  stop(reason: 'cancel' | 'kill_switch', graceMs: number | undefined): void
  /** What its worker found of the sandbox; undefined before it has. */
  sandbox(): SandboxReport | undefined
  /** Has the worker try its sandbox anew; undefined while it is not up. */
  selfTest(actor: string): Promise<Worker> | undefined
  /** Ends the worker's process tree now. @returns processes ended */
  endNow(intent: KillIntent): Promise<number>
  /** Stops work (it is queued again) and ends the process. */
  leave(): Promise<void>
}

const LATE_MESSAGES_LIMIT = 50
const LEAVE_GRACE_MS = 3000

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
  let offered: ReadonlySet<string> = new Set()
  let intent: KillIntent | undefined
  let cancelChecks: (() => void) | undefined
  let lastExit: string | null = null
  let lastIdleReport = 0
  let lateMessages = 0
  let leaving = false
  /** The last worker's end is being cleared up and written down; the next one waits for that, and so does a stop. */
  let parting = false
  const sandbox = createSlotSandbox({
    slot,
    clock,
    record,
    send: (message) => child?.send(message),
    onChange: deps.onChange,
  })
  const held = createHeldRun({
    ...deps,
    claimRun: deps.claim,
    watch,
    sandbox: sandbox.report,
    claimant: () => (isEmployed() ? { id, offers: offered } : undefined),
    send: (message) => child?.send(message),
    onTaken: () => become('busy'),
    onFree() {
      if (!isEmployed()) return
      become('idle')
      kick()
    },
    onFailure: (error) => (isOwnFailure(error) ? notStored(error) : misbehaved(codeOf(error))),
    onTrouble: (error) => reportFailure(error, 0),
  })

  /** A worker that is gone, or is to go, gets no further run. */
  function isEmployed(): boolean {
    return child !== undefined && intent === undefined && !leaving
  }

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
    lateMessages = 0
    sandbox.began()
    watch.began()
    startTime = undefined
    try {
      child = deps.spawn(
        { id, slot },
        {
          started: onStarted,
          message: onMessage,
          garbage: misbehaved,
          beat: (beat) => watch.beat(beat.main_age_ms),
          exit: onExit,
        },
      )
    } catch (error) {
      return gone(codeOf(error), { code: null, signal: null, lastWords: codeOf(error) }, false)
    }
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

  function onStarted(pid: number): void {
    startTime = processStartTime(pid)
    void processes
      .add({ pid, start_time: startTime ?? '', owner: `worker:${id}` })
      .catch(unheard('Remembering a worker'))
  }

  function check(): void {
    if (child === undefined || intent !== undefined) return
    const silence = watch.look()
    if (silence !== undefined && !(held.isEnding() && silence.cause === 'wall_time')) return endSilent(silence)
    if (state !== 'idle' || clock.monotonic() - lastIdleReport < limits.idleReportMs) return
    lastIdleReport = clock.monotonic()
    record('worker.idle', { slot, idle_for_s: Math.round((clock.now() - since) / 1000) })
  }

  function endSilent({ cause, forMs }: Silence): void {
    record('worker.silent', { slot, silent_ms: Math.round(forMs), cause }, contextOf(held.current()))
    become('silent')
    void endNow(silenceEnds(cause, Math.round(forMs / 1000)))
  }

  function onMessage(message: FromWorker): void {
    if (message.kind === 'ready') return onReady(message)
    try {
      if (message.kind === 'finding' || message.kind === 'sandbox') return sandbox.take(message)
      const run = held.current()
      if (run === undefined || message.run !== run.assignment.run || message.token !== run.assignment.token)
        return onLate(message)
      run.take(message)
    } catch (error) {
      misbehaved(error instanceof Error ? error.message : String(error))
    }
  }

  function onReady(message: Extract<FromWorker, { kind: 'ready' }>): void {
    if (state !== 'starting') return misbehaved('a second ready')
    if (message.protocol !== PROTOCOL_VERSION)
      return misbehaved(`protocol ${message.protocol}, this core speaks ${PROTOCOL_VERSION}`)
    const { pid, offers, sandbox: found, node, version } = message
    sandbox.ready(found)
    offered = new Set(offers)
    watch.ready()
    record('worker.started', {
      pid,
      slot,
      offers,
      sandbox_level: found.level,
      sandbox_reason: found.reason,
      node,
      version,
    })
    become('idle')
    kick()
  }

  /** A message of another run or another claim changes nothing; a worker that goes on sending them is ended. */
  function onLate(message: FromRun): void {
    lateMessages += 1
    if (lateMessages > LATE_MESSAGES_LIMIT) return misbehaved('too many messages of other runs')
    record(
      'run.late_message',
      { message: message.kind, token: message.token, current: held.current()?.assignment.token ?? null },
      { run: message.run },
    )
  }

  function misbehaved(problem: string): void {
    if (intent !== undefined) return
    record('worker.misbehaved', { slot, problem: problem.slice(0, 256) }, contextOf(held.current()))
    void endNow({
      state: 'lost',
      code: 'worker_misbehaved',
      message: `The worker broke the protocol and was ended: ${problem}`.slice(0, 2000),
    })
  }

  const claimOne = coalesce(async () => {
    try {
      await store.write((write) => (state === 'idle' ? held.claim(write) : undefined), { durable: false })
    } catch (error) {
      reportFailure(error, limits.restartMinMs)
      clock.after(limits.restartMinMs, kick)
    }
  })

  function kick(): void {
    if (state === 'idle' && isEmployed() && !deps.blocked()) void claimOne()
  }

  function reportFailure(error: unknown, backoffMs: number): void {
    record(
      'worker.transient_error',
      { slot, error: codeOf(error).slice(0, 512), backoff_s: backoffMs / 1000 },
      contextOf(held.current()),
    )
  }

  /** What cannot be recorded must not go on: the run is ended and tried again. */
  function notStored(error: unknown): void {
    reportFailure(error, 0)
    const reason = error instanceof Error ? error.message : String(error)
    if (!held.isEnding())
      void endNow({
        state: 'lost',
        code: 'storage_failed',
        message: `What the run reported could not be stored. ${reason}`.slice(0, 2000),
      })
  }

  function onExit(exit: WorkerExit): void {
    const wanted = leaving || intent !== undefined
    const why = intent ?? { state: 'lost' as const, code: 'worker_exited', message: exitSentence(exit) }
    child = intent = undefined
    sandbox.gone()
    cancelChecks?.()
    parting = true
    void deps.ending
      .clearAfter(id)
      .then(() => held.impose(why))
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
    // Before anything else ends: a gate whose provider is stopped as well must not count as one that failed.
    held.letGo()
    const ended = target.pid === undefined ? undefined : killTree(target.pid, startTime, { cookie: id })
    const report = await ended?.catch(unheard('Ending what a worker started'))
    target.kill()
    return report?.killed.length ?? 0
  }

  function stop(reason: 'cancel' | 'kill_switch', graceMs: number | undefined): void {
    const current = held.current()
    if (current === undefined || child === undefined) return
    record('run.stop_requested', { reason, hard: false }, contextOf(current))
    held.stop(reason)
    if (graceMs === undefined) return
    clock.after(graceMs, () => {
      if (held.current() === current && !held.isEnding()) void endNow(STOPPED_BEFORE.cancel)
    })
  }

  async function leave(): Promise<void> {
    leaving = true
    restart.cancel()
    if (held.current() !== undefined && child !== undefined) {
      // One that is being ended already has its reason.
      if (intent === undefined) held.stop('shutdown')
      await within(clock, LEAVE_GRACE_MS, () => held.current() === undefined)
      if (held.current() !== undefined && !held.isEnding()) await endNow(STOPPED_BEFORE.shutdown)
      await within(clock, LEAVE_GRACE_MS, () => held.current() === undefined)
    }
    if (child !== undefined) {
      record('worker.loop_exit', { slot, reason: 'shutdown' })
      child.send({ kind: 'bye' })
      await within(clock, LEAVE_GRACE_MS, () => child === undefined)
      await endNow(STOPPED_BEFORE.shutdown)
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
      ...sandbox.view(),
      run: held.current()?.assignment.run ?? null,
      job: held.current()?.assignment.job.id ?? null,
      since: isoTime(since),
      last_beat_at: beatAt === undefined ? null : isoTime(beatAt),
      restarts: restart.count(),
      restart_at: restartAt === undefined ? null : isoTime(restartAt),
      last_exit: lastExit,
    }
  }

  function selfTest(actor: string): Promise<Worker> | undefined {
    const isUp = isEmployed() && (state === 'idle' || state === 'busy')
    return isUp ? sandbox.test(actor).then(view) : undefined
  }

  return {
    view,
    sandbox: sandbox.report,
    selfTest,
    offers: () => (isEmployed() && (state === 'idle' || state === 'busy') ? offered : undefined),
    active: held.current,
    start,
    kick,
    stop,
    endNow,
    leave,
  }
}
