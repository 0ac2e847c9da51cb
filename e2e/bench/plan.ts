import type { Figures, MeasureName } from './measures/index.ts'
import type { PeerName } from './peers/index.ts'
import type { ServiceAddresses } from './services/index.ts'

/** One measurement in a process of its own. Its figures are kept as `as.name`. */
export interface Step {
  readonly as: string
  readonly measure: MeasureName
  readonly input: Readonly<Record<string, unknown>>
}

/** A line of the table: a figure of each round, and what it is to reach. */
export interface Row {
  readonly what: string
  readonly unit: Unit
  /** Undefined where something it needs was not measured. */
  readonly of: (figures: Figures) => number | undefined
  readonly target?: Target
}

export type Unit = '' | '/s' | 'ms' | 'MB' | 'MB/s' | '%' | '×' | 's' | 'kB'

export interface Target {
  readonly atLeast?: number
  readonly atMost?: number
}

/** How one target of the product is measured and read. */
export interface Plan {
  readonly rounds: number
  /** Done once, before the rounds. */
  readonly setup?: readonly Step[]
  /** Done in every round, in this order. */
  readonly steps: readonly Step[]
  readonly rows: readonly Row[]
  /** What a reader must know to take the figures as they are meant. */
  readonly notes: readonly string[]
}

export interface Benchmark {
  readonly title: string
  /** Whether other queues run beside it. */
  readonly peered: boolean
  /** Whether every sync of it, and of its peers, is made slow. */
  readonly slow: boolean
  readonly plan: (context: Context) => Plan
}

export interface Context {
  /** Few rounds of small measurements: shows that everything runs, and nothing else. */
  readonly quick: boolean
  /** Finished jobs that count as very many. */
  readonly rows: number
  /** Folder for what several measurements use. */
  readonly shared: string
  /** Data directory with very many finished jobs; filled if it is not. */
  readonly filled: string
  /** The other queues that can be measured here, and where. */
  readonly peers: readonly PeerName[]
  readonly services: ServiceAddresses
}

/** A figure as it was measured, times `scale`. */
export function figure(name: string, scale = 1): Row['of'] {
  return (figures) => {
    const value = figures[name]
    return value === undefined ? undefined : value * scale
  }
}

/** How many times `a` is `b`, both of the same round. */
export function ratio(a: string, b: string): Row['of'] {
  return (figures) => {
    const [over, under] = [figures[a], figures[b]]
    return over === undefined || under === undefined || under === 0 ? undefined : over / under
  }
}

/** How many times `a` is the best of `others` that was measured in the same round. */
export function ahead(a: string, others: readonly string[]): Row['of'] {
  return (figures) => {
    const measured = others.map((name) => figures[name]).filter((value) => value !== undefined)
    const own = figures[a]
    return own === undefined || measured.length === 0 ? undefined : own / Math.max(...measured)
  }
}

/** From bytes. */
export const MEGA = 1 / 1_000_000
