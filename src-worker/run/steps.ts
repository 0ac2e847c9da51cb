import type { EventPayload, REPORTED_STEP_KINDS } from '#schemas'
import type { Clock } from '#schemas/format'
import type { ReportedStep } from '#schemas/protocol'
import type { RunLink } from './link.ts'

type StepKind = (typeof REPORTED_STEP_KINDS)[number]

/** One step, with the fields its event has. The body holds what the job wrote or named; the core stores it apart. */
export type Step = { [K in StepKind]: { kind: K; payload: Omit<EventPayload<K>, 'body'>; body?: unknown } }[StepKind]

/** Steps leave this long after the first of them, or when there are this many. */
const BATCH_MS = 25
const BATCH_STEPS = 100
/** So many may wait for the core's commit before the run waits too; they are all in memory, on both sides. */
const MAX_UNCOMMITTED = 2000

/** The run's evidence on its way to the ledger. */
export interface Steps {
  /** Takes a step; it leaves with others soon. Waits only while very many are not committed yet. */
  report(step: Step): Promise<void>
  /** Sends what is pending and resolves when the core has committed everything reported so far. */
  commit(): Promise<void>
  /** Sends what is pending. */
  flush(): void
}

export interface StepsDeps {
  readonly link: RunLink
  readonly clock: Clock
  readonly signal: AbortSignal
}

export function createSteps({ link, clock, signal }: StepsDeps): Steps {
  let pending: ReportedStep[] = []
  let cancelTimer: (() => void) | undefined
  let lastSent = 0
  /** Messages on the way with how many steps each holds, oldest first. */
  const onTheWay: { seq: number; steps: number }[] = []
  let uncommitted = 0

  function flush(): void {
    cancelTimer?.()
    cancelTimer = undefined
    if (pending.length === 0) return
    const steps = pending
    pending = []
    lastSent = link.send({ kind: 'steps', steps })
    onTheWay.push({ seq: lastSent, steps: steps.length })
    uncommitted += steps.length
  }

  function settle(): void {
    for (let [first] = onTheWay; first !== undefined && first.seq <= link.acknowledged(); [first] = onTheWay) {
      onTheWay.shift()
      uncommitted -= first.steps
    }
  }

  return {
    async report(step) {
      pending.push({ at: clock.now(), ...step })
      if (pending.length >= BATCH_STEPS) flush()
      else cancelTimer ??= clock.after(BATCH_MS, flush)
      settle()
      while (uncommitted > MAX_UNCOMMITTED) {
        await link.committed(onTheWay[0]?.seq ?? 0, signal)
        settle()
      }
    },
    async commit() {
      flush()
      await link.committed(lastSent, signal)
    },
    flush,
  }
}
