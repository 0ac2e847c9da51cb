import { mkdir } from 'node:fs/promises'
import { killOwned, killTree, processStartTime } from '#confine'
import { type EventKind, type EventPayload, InterlockError, type Worker } from '#schemas'
import { type Assignment, BEAT_INTERVAL_MS, type Finish, type FromWorker, PROTOCOL_VERSION } from '#schemas/protocol'
import { type Clock, type Ids, isoTime } from '#schemas/format'
import { type Bodies, codeOf, type Home, type Ledger, type Processes, removeScratch, type Store } from '#core/record'
import type { Claim, FinishRun, LiveRun, OpenRunStream, RunEnd } from '#core/work'
import { type ActiveRun, createActiveRun, isOwnFailure } from './active-run.ts'
import type { SpawnWorker, WorkerExit, WorkerProcess } from './worker-process.ts'

export interface SlotLimits {
  readonly silentMs: number
  readonly stuckMs: number
  readonly wallGraceMs: number
  readonly restartMinMs: number
  readonly restartMaxMs: number
  readonly healthyMs: number
  readonly idleReportMs: number
}

export interface SlotDeps {
  readonly slot: number
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly processes: Processes
  readonly home: Home
  readonly clock: Clock
  readonly ids: Ids
  readonly limits: SlotLimits
  readonly spawn: SpawnWorker
  readonly claim: Claim
  readonly finishRun: FinishRun
  readonly openStream: OpenRunStream
  readonly onLive: (live: LiveRun) => void
  /** Something a client may show of this worker has changed. */
  readonly onChange: () => void
  /** Nothing is restarted while this says so. */
  readonly blocked: () => boolean
}

/** Why a run is ended from outside, and what is recorded of it. */
export interface KillIntent {
  readonly state: RunEnd['state']
  readonly code: string
  readonly message: string
}

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
  /** Ends the run's process tree now. @returns processes ended */
  endNow(intent: KillIntent): Promise<number>
  /** Stops work (it is queued again) and ends the process. */
  leave(reason: 'shutdown' | 'once'): Promise<void>
}

const READY_WITHIN_MS = 15_000
const LATE_MESSAGES_LIMIT = 50
const LEAVE_GRACE_MS = 3000

export function createSlot(deps: SlotDeps): Slot {
  const { slot, store, ledger, bodies, processes, home, clock, ids, limits } = deps
  let id = ids.next('wrk')
  let state: Worker['state'] = 'stopped'
  let since = clock.now()
  let child: WorkerProcess | undefined
  let startTime: string | undefined
  let startedAt = 0
  let offered: ReadonlySet<string> = new Set()
  let sandbox: { level: Worker['sandbox_level']; reason: string } = { level: null, reason: '' }
  let run: ActiveRun | undefined
  let claimedAt = 0
  let ending = false
  let intent: KillIntent | undefined
  let stopAsked: 'cancel' | 'kill_switch' | undefined
  let lastBeat = 0
  let lastBeatAt: number | undefined
  let mainAge = 0
  let lastCheck = 0
  let lastIdleReport = 0
  let restarts = 0
  let restartMs = limits.restartMinMs
  let restartAt: number | undefined
  let cancelRestart: (() => void) | undefined
  let cancelChecks: (() => void) | undefined
  let lastExit: string | null = null
  let claiming = false
  let claimAgain = false
  let lateMessages = 0
  let leaving = false
  let onGone: (() => void) | undefined

  function become(next: Worker['state']): void {
    state = next
    since = clock.now()
    if (next === 'idle') lastIdleReport = clock.monotonic()
    deps.onChange()
  }

  /** An event about this worker. Losing one to a full disk must not lose the worker. */
  function record<K extends EventKind>(
    kind: K,
    payload: EventPayload<K>,
    context: { job?: string; run?: string } = {},
  ): void {
    void store
      .write((write) => ledger.append(write, kind, payload, { actor: 'supervisor', ...context }), { durable: false })
      .catch(() => undefined)
  }

  function start(): void {
    if (leaving || child !== undefined) return
    cancelRestart?.()
    restartAt = undefined
    id = ids.next('wrk')
    startedAt = lastBeat = lastCheck = clock.monotonic()
    mainAge = 0
    lateMessages = 0
    try {
      child = deps.spawn({ id, slot }, { message: onMessage, garbage: misbehaved, beat: onBeat, exit: onExit })
    } catch (error) {
      lastExit = codeOf(error)
      return scheduleRestart(lastExit, { code: null, signal: null, lastWords: '' })
    }
    startTime = processStartTime(child.pid)
    void processes.add({ pid: child.pid, start_time: startTime ?? '', owner: `worker:${id}` }).catch(() => undefined)
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

  function onBeat(beat: { main_age_ms: number }): void {
    lastBeat = clock.monotonic()
    lastBeatAt = clock.now()
    mainAge = beat.main_age_ms
  }

  /** Looks once a second whether the worker is alive and its run within its time. */
  function check(): void {
    const now = clock.monotonic()
    // This process was stopped or asleep itself: what the worker sent meanwhile has not been read yet.
    if (now - lastCheck > 3 * BEAT_INTERVAL_MS) lastBeat = now
    lastCheck = now
    if (child === undefined || intent !== undefined) return
    if (now - lastBeat > limits.silentMs) return endSilent('no_heartbeat', now - lastBeat)
    if (mainAge > limits.stuckMs) return endSilent('stuck', mainAge)
    if (state === 'starting' && now - startedAt > READY_WITHIN_MS) return endSilent('no_heartbeat', now - startedAt)
    if (
      run !== undefined &&
      !ending &&
      now - claimedAt > run.assignment.job.budgets.max_wall_time_sec * 1000 + limits.wallGraceMs
    )
      return endSilent('wall_time', now - claimedAt)
    if (state === 'idle' && now - lastIdleReport >= limits.idleReportMs) {
      lastIdleReport = now
      record('worker.idle', { slot, idle_for_s: Math.round((clock.now() - since) / 1000) })
    }
  }

  function endSilent(cause: 'no_heartbeat' | 'stuck' | 'wall_time', silentMs: number): void {
    record('worker.silent', { slot, silent_ms: Math.round(silentMs), cause }, contextOf(run))
    become('silent')
    const ends: Record<typeof cause, KillIntent> = {
      wall_time: { state: 'timed_out', code: 'max_wall_time_sec', message: 'max_wall_time_sec exceeded' },
      no_heartbeat: {
        state: 'lost',
        code: 'worker_silent',
        message: `The worker sent no heartbeat for ${Math.round(silentMs / 1000)} s and was ended.`,
      },
      stuck: {
        state: 'lost',
        code: 'worker_stuck',
        message: `The worker’s main thread did not move for ${Math.round(silentMs / 1000)} s and was ended.`,
      },
    }
    void endNow(ends[cause])
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
    offered = new Set(message.offers)
    sandbox = message.sandbox
    record('worker.started', {
      pid: message.pid,
      slot,
      offers: message.offers,
      sandbox_level: message.sandbox.level,
      sandbox_reason: message.sandbox.reason,
      node: message.node,
      version: message.version,
    })
    become('idle')
    kick()
  }

  /** A message of another run or another claim changes nothing; a worker that goes on sending them is ended. */
  function onLate(message: Exclude<FromWorker, { kind: 'ready' }>): void {
    lateMessages += 1
    if (lateMessages > LATE_MESSAGES_LIMIT) {
      if (lateMessages === LATE_MESSAGES_LIMIT + 1) misbehaved('too many messages of other runs')
      return
    }
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

  function kick(): void {
    if (state !== 'idle' || leaving || deps.blocked()) return
    if (claiming) {
      claimAgain = true
      return
    }
    claiming = true
    void claimNext()
      .catch((error: unknown) => {
        record('worker.transient_error', {
          slot,
          error: codeOf(error).slice(0, 512),
          backoff_s: limits.restartMinMs / 1000,
        })
        clock.after(limits.restartMinMs, kick)
      })
      .finally(() => {
        claiming = false
        if (!claimAgain) return
        claimAgain = false
        kick()
      })
  }

  async function claimNext(): Promise<void> {
    const assignment = await store.write(
      (write) => (state === 'idle' && !leaving ? deps.claim(write, { id, offers: offered }) : undefined),
      { durable: false },
    )
    if (assignment !== undefined) await begin(assignment)
  }

  async function begin(assignment: Assignment): Promise<void> {
    const stream = deps.openStream({ run: assignment.run, job: assignment.job.id, token: assignment.token, worker: id })
    const current = createActiveRun(
      {
        bodies,
        processes,
        worker: id,
        send: (message) => child?.send(message),
        onLive: deps.onLive,
        onFailure: (error) =>
          isOwnFailure(error)
            ? record('worker.transient_error', { slot, error: codeOf(error).slice(0, 512), backoff_s: 0 })
            : misbehaved(String(error)),
      },
      assignment,
      stream,
    )
    run = current
    ending = false
    stopAsked = undefined
    claimedAt = clock.monotonic()
    become('busy')
    void current.finished.then((finish) => onFinished(current, finish))
    await mkdir(assignment.scratch, { recursive: true, mode: 0o700 })
    if (child === undefined)
      await endLost(current, {
        state: 'lost',
        code: 'worker_exited',
        message: 'The worker ended before the run began.',
      })
    else {
      child.send({ kind: 'assign', assignment })
      // A stop that came while the folder was made found no run to stop.
      if (stopAsked !== undefined) child.send({ kind: 'stop', run: assignment.run, reason: stopAsked })
    }
  }

  async function onFinished(current: ActiveRun, finish: Finish): Promise<void> {
    if (ending) return
    ending = true
    await current.settled()
    const end = await current.end(finish)
    const next = await persist((write) => {
      deps.finishRun(write, end)
      return leaving || child === undefined || intent !== undefined
        ? undefined
        : deps.claim(write, { id, offers: offered })
    })
    child?.send({ kind: 'finished', run: current.assignment.run })
    await cleanUp(current)
    if (next !== undefined) return begin(next)
    if (child !== undefined && intent === undefined) {
      become('idle')
      kick()
    }
  }

  /** Records the end of a run whose worker cannot report it. */
  async function endLost(current: ActiveRun, end: KillIntent): Promise<void> {
    if (ending) return
    ending = true
    await current.settled()
    const output = await current.stream.seal()
    await persist((write) =>
      deps.finishRun(write, {
        run: current.assignment.run,
        token: current.assignment.token,
        ...end,
        transient: false,
        result: null,
        verdict: null,
        usage: { ...current.stream.usage(), wall_ms: Math.round(clock.monotonic() - claimedAt) },
        artifacts: [],
        output,
        actor: 'supervisor',
      }),
    )
    await cleanUp(current)
  }

  async function cleanUp(current: ActiveRun): Promise<void> {
    if (run === current) run = undefined
    await Promise.all([processes.remove(current.assignment.run), removeScratch(home, current.assignment.run)]).catch(
      () => undefined,
    )
  }

  /** The end of a run must be written: on a full disk it is tried again until it is, or until the core stops. */
  async function persist<T>(work: Parameters<typeof store.write<T>>[0]): Promise<T> {
    for (let waitMs = limits.restartMinMs; ; waitMs = Math.min(limits.restartMaxMs, waitMs * 2)) {
      try {
        return await store.write(work)
      } catch (error) {
        if (!(error instanceof InterlockError) || error.code !== 'storage_failed') throw error
        await new Promise<void>((resolve) => void clock.after(waitMs, resolve))
      }
    }
  }

  function onExit(exit: WorkerExit): void {
    const current = run
    const wanted = leaving || intent !== undefined
    const ended = intent ?? { state: 'lost' as const, code: 'worker_exited', message: exitSentence(exit) }
    child = undefined
    intent = undefined
    cancelChecks?.()
    lastExit = exitSentence(exit)
    // What the run started may outlive its worker where the system does not bind them together.
    void killOwned(id).catch(() => undefined)
    void processes.remove(`worker:${id}`).catch(() => undefined)
    const settled = current === undefined ? Promise.resolve() : endLost(current, ended)
    void settled
      .catch(() => undefined)
      .finally(() => {
        onGone?.()
        scheduleRestart(ended.code, exit, wanted)
      })
  }

  function scheduleRestart(reason: string, exit: WorkerExit, wanted = false): void {
    const lived = clock.monotonic() - startedAt
    if (lived >= limits.healthyMs) restartMs = limits.restartMinMs
    const waitMs = leaving ? undefined : restartMs
    record('worker.exited', {
      slot,
      exit_code: exit.code,
      signal: exit.signal,
      wanted,
      reason: reason.slice(0, 128),
      restart_in_ms: waitMs ?? null,
    })
    if (waitMs === undefined) return become('stopped')
    restartMs = Math.min(limits.restartMaxMs, restartMs * 2)
    restarts += 1
    restartAt = clock.now() + waitMs
    become('stopped')
    cancelRestart = clock.after(waitMs, restart)
  }

  /** Nothing is restarted while the kill switch is engaged; its release calls `start`. */
  function restart(): void {
    restartAt = undefined
    if (!deps.blocked()) start()
  }

  async function endNow(why: KillIntent): Promise<number> {
    const target = child
    if (target === undefined) return 0
    intent = why
    const report = await killTree(target.pid, startTime, { cookie: id })
    target.kill()
    return report.killed.length
  }

  function stop(reason: 'cancel' | 'kill_switch', graceMs: number | undefined): void {
    const current = run
    if (current === undefined || child === undefined) return
    stopAsked = reason
    record('run.stop_requested', { reason, hard: false }, contextOf(current))
    child.send({ kind: 'stop', run: current.assignment.run, reason })
    if (graceMs === undefined) return
    clock.after(graceMs, () => {
      if (run === current && !ending)
        void endNow({ state: 'cancelled', code: 'cancelled', message: 'Cancelled by the operator.' })
    })
  }

  async function leave(reason: 'shutdown' | 'once'): Promise<void> {
    leaving = true
    cancelRestart?.()
    const current = run
    if (current !== undefined && child !== undefined) {
      child.send({ kind: 'stop', run: current.assignment.run, reason: 'shutdown' })
      await within(clock, LEAVE_GRACE_MS, () => run !== current)
      if (run === current && !ending)
        await endNow({ state: 'killed', code: 'shutdown', message: 'Interlock was stopped.' })
      await within(clock, LEAVE_GRACE_MS, () => run === undefined)
    }
    if (child === undefined) return
    record('worker.loop_exit', { slot, reason })
    const gone = new Promise<void>((resolve) => {
      onGone = resolve
    })
    child.send({ kind: 'bye' })
    const timer = clock.after(
      LEAVE_GRACE_MS,
      () => void endNow({ state: 'killed', code: 'shutdown', message: 'Interlock was stopped.' }),
    )
    await gone
    timer()
  }

  return {
    view: () => ({
      id,
      slot,
      state,
      pid: child?.pid ?? null,
      offers: [...offered],
      sandbox_level: sandbox.level,
      sandbox_reason: sandbox.level === null ? null : sandbox.reason,
      run: run?.assignment.run ?? null,
      job: run?.assignment.job.id ?? null,
      since: isoTime(since),
      last_beat_at: lastBeatAt === undefined ? null : isoTime(lastBeatAt),
      restarts,
      restart_at: restartAt === undefined ? null : isoTime(restartAt),
      last_exit: lastExit,
    }),
    offers: () => (state === 'idle' || state === 'busy' ? offered : undefined),
    active: () => run,
    start,
    kick,
    stop,
    endNow,
    leave,
  }
}

function contextOf(run: ActiveRun | undefined): { job?: string; run?: string } {
  return run === undefined ? {} : { job: run.assignment.job.id, run: run.assignment.run }
}

function exitSentence(exit: WorkerExit): string {
  const how = exit.signal === null ? `ended with code ${exit.code ?? 'unknown'}` : `was ended by ${exit.signal}`
  const words = exit.lastWords.split('\n').at(-1) ?? ''
  return `The worker ${how}${words === '' ? '.' : `: ${words.slice(0, 300)}`}`
}

/** Waits until `done`, at most `ms`. */
async function within(clock: Clock, ms: number, done: () => boolean): Promise<void> {
  const until = clock.monotonic() + ms
  while (!done() && clock.monotonic() < until) await new Promise<void>((resolve) => void clock.after(20, resolve))
}
