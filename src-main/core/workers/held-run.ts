import type { SandboxReport } from '#schemas'
import type { Assignment, Finish, ToWorker } from '#schemas/protocol'
import type { Write } from '#core/record'
import type { Claimant } from '#core/work'
import { type ActiveRun, createActiveRun } from './active-run.ts'
import { gateFailed, heldBack, STOPPED_BEFORE } from './ends.ts'
import type { KillIntent } from './run-ending.ts'
import type { SlotDeps } from './slot-deps.ts'
import type { Watch } from './watch.ts'

type StopReason = Extract<ToWorker, { kind: 'stop' }>['reason']

/** The run of a slot's worker: its own from the commit of the claim until its end is written and cleared up. */
export interface HeldRun {
  current(): ActiveRun | undefined
  /** The end of the current run is being written; a second cause for it comes too late. */
  isEnding(): boolean
  /** Claims within a write; the worker gets the run as soon as it is committed, unless it is to stop already. */
  claim(write: Write): Assignment | undefined
  stop(reason: StopReason): void
  /** Its worker is being ended: gates that still stand before its run are waited for no longer. */
  letGo(): void
  /** Resolves when the end of the current run is written: this one, or the one that is being written already. */
  impose(why: KillIntent): Promise<void>
}

export interface HeldRunDeps extends Pick<
  SlotDeps,
  'bodies' | 'processes' | 'ending' | 'openStream' | 'stepsOf' | 'onLive' | 'blocked' | 'secrets' | 'admitRun'
> {
  readonly claimRun: SlotDeps['claim']
  readonly watch: Watch
  /** What the worker found of the sandbox. */
  readonly sandbox: () => SandboxReport | undefined
  /** The worker; undefined while it cannot take a run. */
  readonly claimant: () => Claimant | undefined
  readonly send: (message: ToWorker) => void
  readonly onTaken: () => void
  /** The run is over, and none was claimed with its end. */
  readonly onFree: () => void
  /** Something the run reported could not be stored. */
  readonly onFailure: (error: unknown) => void
  /** The end of a run could not be written. */
  readonly onTrouble: (error: unknown) => void
}

export function createHeldRun(deps: HeldRunDeps): HeldRun {
  const { bodies, processes, ending, watch, send, onLive, onFailure } = deps
  let run: ActiveRun | undefined
  let end: { readonly of: ActiveRun; readonly written: Promise<void> } | undefined
  let stopAsked: StopReason | undefined
  /** Lets go of the gates that stand before the current run. */
  let gates: AbortController | undefined

  function isEnding(): boolean {
    return run !== undefined && end?.of === run
  }

  function claim(write: Write): Assignment | undefined {
    const claimant = deps.claimant()
    if (claimant === undefined) return undefined
    const assignment = deps.claimRun(write, claimant)
    // A stop that is committed right behind the claim must find the run. A power cut ends the worker with all it knows, and
    // no step of it begins before this process has synced and listens again.
    // What is never to run twice is taken only when no power cut can make it forgotten that it was.
    if (assignment?.job.once === true) {
      write.mustSync()
      write.afterCommit(() => take(assignment, claimant.id))
    } else if (assignment !== undefined) write.beforeSync(() => take(assignment, claimant.id))
    return assignment
  }

  function take(assignment: Assignment, worker: string): void {
    const current = createActiveRun(
      { bodies, processes, worker, send, onLive, onFailure },
      assignment,
      deps.openStream({
        run: assignment.run,
        job: assignment.job.id,
        token: assignment.token,
        worker,
        gate: deps.stepsOf?.({
          run: assignment.run,
          job: assignment.job.id,
          asksItself: assignment.job.asks_steps === true,
        }),
      }),
    )
    run = current
    stopAsked = undefined
    watch.runBegan(Infinity)
    deps.onTaken()
    void current.finished.then((finish) => onFinished(current, finish)).catch(deps.onTrouble)
    const handedOver = assignment.job.trust === undefined ? handOver(assignment, {}) : handOverPastGates(assignment)
    handedOver.catch(deps.onTrouble)
  }

  async function handOverPastGates(assignment: Assignment): Promise<void> {
    const stopped = stopBefore()
    if (stopped !== undefined) return endUnbegun(stopped)
    const credentials = await passGates(assignment)
    if (credentials !== undefined) await handOver(assignment, credentials)
  }

  /** Nothing is awaited before a run is sent: its worker begins while the claim is still being synced. */
  async function handOver(assignment: Assignment, credentials: Readonly<Record<string, string>>): Promise<void> {
    // Its worker may have gone meanwhile, and the run with it.
    if (run?.assignment !== assignment || isEnding()) return
    const stopped = stopBefore()
    if (stopped !== undefined) return endUnbegun(stopped)
    // A worker that is being ended takes nothing; its end is the run's.
    if (deps.claimant() === undefined) return
    watch.runBegan(assignment.job.budgets.max_wall_time_sec * 1000)
    const { secrets: names = [] } = assignment.job.policy
    const secrets = { ...(names.length > 0 && deps.secrets(names)), ...credentials }
    send({ kind: 'assign', assignment, ...(Object.keys(secrets).length + names.length > 0 && { secrets }) })
  }

  /** The switch comes first: what it ends is asked about at its release. Its file may be there before anybody told of it. */
  function stopBefore(): StopReason | undefined {
    return deps.blocked() ? 'kill_switch' : stopAsked
  }

  async function endUnbegun(stopped: StopReason): Promise<void> {
    await impose(STOPPED_BEFORE[stopped])
    deps.onFree()
  }

  /** @returns credentials for its commands; undefined where the run is over, or was told to stop */
  async function passGates(assignment: Assignment): Promise<Readonly<Record<string, string>> | undefined> {
    gates = new AbortController()
    const asked = { run: assignment.run, job: assignment.job.id, sandbox: deps.sandbox() }
    // A gate that cannot be told to have been passed was not.
    const admission = await deps.admitRun(asked, gates.signal).catch((error: unknown) => {
      deps.onTrouble(error)
      return gateFailed(error)
    })
    gates = undefined
    if (admission.kind === 'admitted') return admission.credentials
    if (run?.assignment !== assignment || isEnding()) return undefined
    if (admission.kind === 'stopped') return {}
    await impose(heldBack(admission, assignment))
    deps.onFree()
    return undefined
  }

  async function onFinished(current: ActiveRun, finish: Finish): Promise<void> {
    if (end?.of === current) return
    // A worker that reports what cannot be is about to be ended, and would take the next run with it.
    const claimNext = (write: Write) => (current.stream.hasRefused() ? undefined : claim(write))
    const reported = thenFree(current, ending.reported(current, finish, claimNext))
    // Should it fail, that is told of below; who waits for it only has to know that it is over.
    const over = () => undefined
    end = { of: current, written: reported.then(over, over) }
    const next = await reported
    if (next !== undefined) return
    send({ kind: 'finished', run: current.assignment.run })
    deps.onFree()
  }

  async function impose(why: KillIntent): Promise<void> {
    const current = run
    if (current === undefined) return
    gates?.abort()
    if (end?.of !== current)
      end = { of: current, written: thenFree(current, ending.imposed(current, why, watch.runMs())) }
    await end.written
  }

  async function thenFree<T>(current: ActiveRun, written: Promise<T>): Promise<T> {
    try {
      return await written
    } finally {
      await ending.cleanUp(current)
      // The next one may have been claimed with its end.
      if (run === current) {
        run = undefined
        watch.runEnded()
      }
    }
  }

  return {
    current: () => run,
    isEnding,
    claim,
    stop(reason) {
      stopAsked = reason
      gates?.abort()
      if (run !== undefined) send({ kind: 'stop', run: run.assignment.run, reason })
    },
    letGo: () => gates?.abort(),
    impose,
  }
}
