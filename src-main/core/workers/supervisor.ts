import {
  InterlockError,
  isLevelEnough,
  type KillSwitchMode,
  type SandboxReport,
  type Worker,
  writesWorkspace,
} from '#schemas'
import type { Appended, Ledger } from '#core/record'
import type { LiveRun } from '#core/work'
import type { KillIntent } from './run-ending.ts'
import { createSlot, type Slot } from './slot.ts'
import type { SlotDeps } from './slot-deps.ts'

/** Keeps one worker per slot alive, gives them work as it comes and ends what must end. */
export interface Supervisor {
  workers(): Worker[]
  /** What each worker that can take work offers. */
  offers(): ReadonlySet<string>[]
  busy(): number
  live(run: string): LiveRun | undefined
  /** Runs that go on. */
  runs(): string[]
  /** Which job is let in to write, by workspace. */
  writing(): ReadonlyMap<string, string>
  /** The weakest sandbox that any worker found, since any of them may get a job; null until one has looked. */
  sandbox(): SandboxReport | null
  /**
   * Has every worker that is up try its sandbox anew.
   * @throws InterlockError no_worker_to_test
   */
  selfTest(actor: string): Promise<Worker[]>
  start(): void
  kick(): void
  cancelRun(run: string): void
  /** What the last hard stop did; null before the first. */
  hardStop(): { ended_ms: number; processes: number } | null
  onKillSwitch(mode: KillSwitchMode): Promise<void>
  close(): Promise<void>
}

export interface SupervisorDeps extends Omit<SlotDeps, 'slot'> {
  readonly slots: number
}

/** A cancelled run gets this long to stop by itself. */
const CANCEL_GRACE_MS = 3000
const HARD_STOP: KillIntent = { state: 'killed', code: 'kill_switch', message: 'kill_switch:hard_stop' }

/** Events after which an idle worker may find work. */
const WAKING = new Set([
  'job.enqueued',
  'job.promoted',
  'job.requeued',
  'job.restored',
  'approval.approved',
  'approval.edited',
  'approval.rejected',
  'approval.answered',
  'approval.expired',
  'run.finished',
  'kill_switch.released',
  'power.changed',
  'core.draining',
])

export function createSupervisor(deps: SupervisorDeps, ledger: Ledger): Supervisor {
  const slots: Slot[] = Array.from({ length: deps.slots }, (_, index) => createSlot({ ...deps, slot: index + 1 }))
  let lastHardStop: { ended_ms: number; processes: number } | null = null

  const stopListening = ledger.onAppend((appended: readonly Appended[]) => {
    if (appended.some((event) => WAKING.has(event.kind))) kick()
  })

  function kick(): void {
    for (const slot of slots) slot.kick()
  }

  function ofRun(run: string): Slot | undefined {
    return slots.find((slot) => slot.active()?.assignment.run === run)
  }

  async function stopHard(): Promise<void> {
    const started = deps.clock.monotonic()
    const counts = await Promise.all(
      slots.filter((slot) => slot.active() !== undefined).map((slot) => slot.endNow(HARD_STOP)),
    )
    lastHardStop = {
      ended_ms: Math.round(deps.clock.monotonic() - started),
      processes: counts.reduce((sum, count) => sum + count, 0),
    }
    deps.onChange()
  }

  return {
    workers: () => slots.map((slot) => slot.view()),
    offers: () => slots.map((slot) => slot.offers()).filter((offers) => offers !== undefined),
    busy: () => slots.filter((slot) => slot.active() !== undefined).length,
    live: (run) => ofRun(run)?.active()?.live(),
    runs: () => slots.map((slot) => slot.active()?.assignment.run).filter((run) => run !== undefined),
    writing() {
      const assignments = slots.flatMap((slot) => slot.active()?.assignment ?? [])
      return new Map(
        assignments
          .filter(({ job }) => writesWorkspace(job.policy))
          .map(({ workspace, job }) => [workspace.name, job.id]),
      )
    },
    sandbox() {
      const [first, ...others] = slots.flatMap((slot) => slot.sandbox() ?? [])
      if (first === undefined) return null
      return others.reduce((weak, each) => (isLevelEnough(each.level, weak.level) ? weak : each), first)
    },
    async selfTest(actor) {
      const tests = deps.blocked() ? [] : slots.flatMap((slot) => slot.selfTest(actor) ?? [])
      if (tests.length === 0) throw new InterlockError('no_worker_to_test', {})
      return Promise.all(tests)
    },
    start() {
      if (deps.blocked()) return
      for (const slot of slots) slot.start()
    },
    kick,
    cancelRun: (run) => ofRun(run)?.stop('cancel', CANCEL_GRACE_MS),
    hardStop: () => lastHardStop,
    async onKillSwitch(mode) {
      if (mode === 'engaged_hard') return stopHard()
      if (mode === 'engaged') {
        for (const slot of slots) slot.stop('kill_switch', undefined)
        return
      }
      lastHardStop = null
      for (const slot of slots) slot.start()
      kick()
    },
    async close() {
      stopListening()
      await Promise.all(slots.map((slot) => slot.leave()))
    },
  }
}
