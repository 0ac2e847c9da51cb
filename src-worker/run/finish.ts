import { firstCodePoints } from '#confine'
import type { Compat, Usage } from '#schemas'
import type { Finish } from '#schemas/protocol'
import type { Artifacts } from './artifacts.ts'
import type { Completion } from './handler.ts'
import { RunEnd, Suspended } from './run-end.ts'

export type Ending = Completion | RunEnd

export interface FinishParts {
  readonly ending: Ending
  /** Where the next run goes on, should this one be suspended. */
  readonly continuation?: (() => unknown) | undefined
  /** What the handler had to show when it was stopped. */
  readonly partial: Completion | undefined
  readonly compat: Compat | null
  readonly usage: Usage
  readonly artifacts: Artifacts
}

/** What came to no end of its own leaves nothing behind; a suspended run hands on what it has. */
const WITHOUT_ARTIFACTS: ReadonlySet<string> = new Set(['cancelled', 'killed', 'suspended'])

export function finishOf({ ending, continuation, partial, compat, usage, artifacts }: FinishParts): Finish {
  if (!(ending instanceof RunEnd)) {
    const { result, verdict } = ending
    return { state: 'succeeded', outcome: null, transient: false, result, verdict, usage, artifacts: artifacts.list() }
  }
  const written = closed(artifacts)
  // DALI kept no result of a job that failed.
  const kept = compat === 'dali' ? undefined : partial
  return {
    state: ending.state,
    outcome: {
      code: ending.code.slice(0, 64),
      message: firstCodePoints(compat === 'dali' ? ending.daliError : ending.message, 2000).toWellFormed(),
    },
    transient: ending.transient,
    result: kept?.result ?? null,
    // A run that was stopped from outside says nothing about what it tested.
    verdict: ending.state === 'timed_out' || ending.state === 'over_budget' ? (kept?.verdict ?? null) : null,
    usage,
    artifacts: WITHOUT_ARTIFACTS.has(ending.state) ? [] : written,
    ...(ending instanceof Suspended && {
      suspension: { step: ending.step, continuation: continuation?.() ?? null },
    }),
  }
}

/** What a run wrote before it ended early. What cannot be written to its end any more is left out; the run has its reason. */
function closed(artifacts: Artifacts) {
  try {
    artifacts.close()
  } catch {
    // The list holds only what is whole.
  }
  return artifacts.list()
}
