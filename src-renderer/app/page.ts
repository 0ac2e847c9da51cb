import type { AnyRoute } from '@tanstack/react-router'
import type { Icon } from '../components/index.ts'

/** The groups of the rail, in its order. */
export const RAIL_GROUPS = ['Work', 'Decide', 'Proof', 'Machines', 'Knowledge'] as const

/** What the rail counts beside a page: only what needs a decision, or failed and was not seen. */
export interface Badge {
  readonly count: number
  /** What is counted, as it is read out: `2 reviews wait for you`. */
  readonly label: string
  readonly tone: 'ask' | 'bad'
}

/** Something a page offers in the palette wherever one is: a place to go to. */
export interface PageCommand {
  /** Stays the same for good: `jobs.add`. */
  readonly id: string
  readonly label: string
  /** Further words it is found by. */
  readonly words?: string
  /** A path of the console with its search. */
  readonly path: string
  /** Its key, shown. */
  readonly keys?: string
  readonly icon?: Icon
}

/** What a page registers, once, in `src-renderer/pages.ts`. */
export interface PageRecord {
  readonly route: AnyRoute
  /** Its line in the rail; absent for pages that are reached from others. */
  readonly rail?: {
    /** Null for what stands below all groups, such as Settings. */
    readonly group: (typeof RAIL_GROUPS)[number] | null
    readonly label: string
    readonly path: string
    /** Where pages begin that belong to it and lie elsewhere. */
    readonly also?: string
    readonly icon: Icon
    /** Second key after `g`. */
    readonly key: string
    /** Further words the palette finds it by. */
    readonly words?: string
    /** Drawn only where the rail shows this line; undefined while there is nothing to count. */
    readonly useBadge?: () => Badge | undefined
  }
  readonly commands?: readonly PageCommand[]
}
