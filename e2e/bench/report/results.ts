import type { Figures } from '../measures/index.ts'
import type { Plan, Target, Unit } from '../plan.ts'
import { median } from '../statistics.ts'

/** One line of the table over all rounds. */
export interface Result {
  readonly what: string
  readonly unit: Unit
  readonly median: number
  readonly min: number
  readonly max: number
  readonly rounds: readonly number[]
  readonly target?: Target
  /** Undefined where nothing is asked for. */
  readonly met?: boolean
}

export interface Report {
  readonly name: string
  readonly title: string
  readonly load: { readonly before: number; readonly after: number }
  /** How long it all took, services and setup included. */
  readonly seconds: number
  readonly results: readonly Result[]
  readonly notes: readonly string[]
}

/** Reads each row in every round, so that a ratio is always of figures taken side by side. */
export function resultsOf(plan: Plan, setup: Figures, rounds: readonly Figures[]): Result[] {
  return plan.rows.flatMap(({ what, unit, of, target }) => {
    const values = rounds
      .map((figures) => of({ ...setup, ...figures }))
      .filter((value): value is number => Number.isFinite(value))
    if (values.length === 0) return []
    const middle = median(values)
    return [
      {
        what,
        unit,
        median: middle,
        min: Math.min(...values),
        max: Math.max(...values),
        rounds: values,
        ...(target === undefined ? {} : { target, met: isMet(target, middle) }),
      },
    ]
  })
}

function isMet({ atLeast = -Infinity, atMost = Infinity }: Target, value: number): boolean {
  return value >= atLeast && value <= atMost
}
