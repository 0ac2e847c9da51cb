import type { Output } from './output/output.ts'
import type { ReachedCore, WhereNone } from './reach/api.ts'

/** What every command is given. */
export interface Cli {
  /** The data directory, absolute. */
  readonly home: string
  readonly out: Output
  /**
   * Finds the live core of the data directory, or makes ready to open one; where this Node cannot, the whole command moves
   * to one that can. Nothing is opened before `withCore`.
   */
  readonly find: (whereNone: WhereNone) => Promise<Place>
  /** `find`, then `withCore`. */
  readonly withCore: <T>(whereNone: WhereNone, work: (core: ReachedCore) => Promise<T>) => Promise<T>
}

/** Where a command found its core. */
export interface Place {
  readonly live: boolean
  /** Runs `work` with the core and lets go of it, however `work` ends. */
  readonly withCore: <T>(work: (core: ReachedCore) => Promise<T>) => Promise<T>
}
