import type { Finish } from '#schemas/protocol'
import { limitTexts } from '#schemas/texts'

export type StopReason = 'cancel' | 'kill_switch' | 'shutdown'
export type BudgetName = keyof typeof limitTexts

export interface RunEndOptions extends ErrorOptions {
  /** What DALI said in its place; shown to jobs that are compatible with it. */
  readonly daliError?: string
  /** Whether trying again may help. */
  readonly transient?: boolean
}

/** A run's end that is not a success, thrown by whoever finds it and turned into the finish in one place. */
export class RunEnd extends Error {
  readonly state: Exclude<Finish['state'], 'succeeded'>
  readonly code: string
  readonly daliError: string
  readonly transient: boolean

  constructor(state: RunEnd['state'], code: string, message: string, options: RunEndOptions = {}) {
    super(message, options)
    this.name = 'RunEnd'
    this.state = state
    this.code = code
    this.daliError = options.daliError ?? message
    this.transient = options.transient ?? false
  }
}

/** The operator is to decide about a step before it begins: the run ends, and another one goes on from there. */
export class Suspended extends RunEnd {
  readonly step: number

  constructor(step: number, tool: string) {
    super('suspended', 'approval_pending', `The step ${step} (${tool}) waits for an approval.`)
    this.name = 'Suspended'
    this.step = step
  }
}

/** The operator decided against a step. Who can go on without it may; otherwise the run fails with that. */
export class StepRefused extends RunEnd {
  constructor(as: 'rejected' | 'answered', note: string | null) {
    const said = as === 'rejected' ? 'This step was rejected' : 'This step was not approved but answered'
    super('failed', `approval_${as}`, note === null ? `${said}.` : `${said}: ${note}`)
    this.name = 'StepRefused'
  }
}

/** The run failed for a reason that lies in the job, its workspace or the system. */
export function failed(code: string, message: string, options?: RunEndOptions): RunEnd {
  return new RunEnd('failed', code, message, options)
}

/** A limit of the run was reached. */
export function exceeded(budget: BudgetName): RunEnd {
  return new RunEnd(budget === 'max_wall_time_sec' ? 'timed_out' : 'over_budget', budget, limitTexts[budget], {
    daliError: `${budget} exceeded`,
  })
}

/** `where` names the step that was not begun, in DALI's words. */
export function stopped(reason: StopReason, where: string): RunEnd {
  switch (reason) {
    case 'cancel':
      return new RunEnd('cancelled', 'cancelled', 'The run was cancelled.')
    case 'kill_switch':
      return new RunEnd('killed', 'kill_switch', `kill_switch:${where}`)
    case 'shutdown':
      return new RunEnd('killed', 'shutdown', 'Interlock was shutting down.')
  }
}
