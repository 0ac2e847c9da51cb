import type { AnyRoute } from '@tanstack/react-router'
import type { Icon } from '../components/index.ts'

/** The groups of the rail, in its order. */
export const RAIL_GROUPS = ['Work', 'Decide', 'Proof', 'Machines', 'Knowledge'] as const

/** What a page registers, once, in `src-renderer/pages.ts`. */
export interface PageRecord {
  readonly route: AnyRoute
  /** Its line in the rail; absent for pages that are reached from others. */
  readonly rail?: {
    readonly group: (typeof RAIL_GROUPS)[number]
    readonly label: string
    readonly path: string
    readonly icon: Icon
    /** Second key after `g`. */
    readonly key: string
  }
}
