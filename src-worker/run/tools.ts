import type { EventPayload, Policy } from '#schemas'
import type { Meter } from './meter.ts'
import type { RunLink } from './link.ts'
import { failed, RunEnd, StepRefused, Suspended } from './run-end.ts'
import type { Slots } from './slots.ts'
import type { Steps } from './steps.ts'
import type { Stop } from './stop.ts'

export const SUBPROCESS_TOOL = 'subprocess.run_argv'

export interface ToolCall {
  readonly tool: string
  readonly timeoutMs: number | null
  /** The arguments as they are recorded. */
  readonly args: unknown
  /** The step in DALI's words, for the end by the kill switch. */
  readonly where: string
}

export type ToolReturn = Omit<EventPayload<'tool.returned'>, 'step' | 'tool' | 'body'>

export interface ToolOutcome<T> {
  readonly value: T
  readonly returned: ToolReturn
}

/** The only way to an effect: allowed, within the budgets, in a slot, and recorded before it begins. */
export interface Tools {
  /**
   * Throws a RunEnd when the call is refused: `Suspended` where the operator is to decide first, `StepRefused` where he decided
   * against it. A RunEnd thrown by `effect` leaves the call without a return, as in DALI.
   * @param effect is given the number under which the call is recorded
   */
  call<T>(call: ToolCall, effect: (step: number) => Promise<ToolOutcome<T>>): Promise<T>
  /** Throws a RunEnd unless the policy allows the tool. */
  allow(tool: string): void
}

export interface ToolsDeps {
  /** Tools the job type is made of. */
  readonly own: readonly string[]
  readonly policy: Policy
  readonly slots: Slots
  readonly meter: Meter
  readonly steps: Steps
  readonly link: Pick<RunLink, 'withheld'>
  readonly stop: Stop
  readonly checkpoint: (where: string) => Promise<void>
  readonly nextStep: () => number
}

export function createTools(deps: ToolsDeps): Tools {
  const { own, policy, slots, meter, steps, link, stop, checkpoint, nextStep } = deps

  function allow(tool: string): void {
    if (tool === SUBPROCESS_TOOL && !policy.allow_subprocess) {
      throw failed('subprocess_not_allowed', 'The policy of this job does not allow commands, so none was started.', {
        daliError: 'subprocess_not_allowed',
      })
    }
    if (!own.includes(tool) && !policy.allowed_tools.includes(tool)) {
      throw failed('disallowed_tool_call', `The policy of this job does not allow the tool ${tool}.`, {
        daliError: `disallowed_tool_call:${tool}`,
      })
    }
  }

  async function perform<T>(call: ToolCall, effect: (step: number) => Promise<ToolOutcome<T>>): Promise<T> {
    const { tool, timeoutMs, args, where } = call
    await checkpoint(where)
    meter.countCall()
    const step = nextStep()
    await steps.report({ kind: 'tool.called', payload: { step, tool, timeout_ms: timeoutMs }, body: args })
    try {
      await steps.commit()
      refuseWithheld(step, tool)
      stop.check(where)
    } catch (error) {
      // The core has not recorded that it was called.
      if (error instanceof Suspended || error instanceof StepRefused) throw error
      await steps.report({ kind: 'tool.returned', payload: { step, tool, ...nothing('not_started') } })
      throw error
    }
    const { value, returned } = await effect(step).catch((error: unknown) => failedCall(step, tool, error))
    await steps.report({ kind: 'tool.returned', payload: { step, tool, ...returned } })
    return value
  }

  function refuseWithheld(step: number, tool: string): void {
    const withheld = link.withheld(step)
    if (withheld === undefined) return
    throw withheld.why === 'ask' ? new Suspended(step, tool) : new StepRefused(withheld.why, withheld.note)
  }

  async function failedCall(step: number, tool: string, error: unknown): Promise<never> {
    if (!(error instanceof RunEnd)) {
      await steps.report({ kind: 'tool.returned', payload: { step, tool, ...nothing('internal_error') } })
    }
    throw error
  }

  return {
    allow,
    async call(call, effect) {
      allow(call.tool)
      const giveBack = await slots.take(stop.signal)
      try {
        return await perform(call, effect)
      } finally {
        giveBack()
      }
    },
  }
}

/** The return of a call that came to nothing. */
export function nothing(error: string): ToolReturn {
  return {
    duration_ms: 0,
    exit_code: null,
    signal: null,
    timed_out: false,
    stdout_bytes: 0,
    stderr_bytes: 0,
    stdout_truncated: false,
    stderr_truncated: false,
    error,
  }
}
