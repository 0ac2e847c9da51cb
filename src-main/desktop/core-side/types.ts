import type { MessagePortMain } from 'electron'
import type { KillSwitch } from '#schemas'
import type { CoreClient } from '#server/client'

/** What main knows of the core at this moment, without asking it. */
export interface CoreState {
  readonly mode: 'own' | 'attached'
  /** `lost` while an attached core does not answer; what stands here is then from before. */
  readonly contact: 'live' | 'lost'
  /** An attached core is gone for so long that a service is hardly starting it again: it can be offered to run one here. */
  readonly canRunHere: boolean
  /** Of a core that answers, but is of another version than this application, which there is no contact with; else null. */
  readonly otherVersion: string | null
  readonly killSwitch: KillSwitch
  readonly running: number
  readonly queued: number
  readonly pendingApprovals: number
}

/** Follows the core's ledger and keeps its state at hand. */
export interface CoreWatch {
  readonly state: () => CoreState
  /** Calls back after each change; the result ends that. */
  readonly onChange: (tell: (state: CoreState) => void) => () => void
  /** The state as the core answers now: otherwise it may be a quarter of a second old. Rejects where it does not answer. */
  readonly refresh: () => Promise<CoreState>
}

/** The core that this application works with: its own, or one that runs already for the same data directory. */
export interface CoreSide {
  /** Changes from `attached` to `own` by `runHere` and `replaceOther` alone. */
  readonly mode: 'own' | 'attached'
  /** Data directory. */
  readonly home: string
  /** The contract as calls: in this process, or over the local socket. The operator is who acts. */
  readonly client: CoreClient
  readonly watch: CoreWatch
  /** Serves the contract to a window, until its port closes. */
  readonly connect: (port: MessagePortMain) => void
  /**
   * Runs the core in this application, where an attached one is gone; nothing changes where it is its own already.
   * @throws InterlockError core_already_running where another process holds the data directory, and what `createCore` throws
   */
  readonly runHere: () => Promise<void>
  /**
   * Has a core of another version end in order, and runs one here.
   * @throws as `runHere`; what that core refused its end with
   */
  readonly replaceOther: () => Promise<void>
  /** Where the console of a core in another process is opened in a browser, signed in; null where it serves none. */
  readonly consoleElsewhere: () => Promise<string | null>
  /**
   * An own core ends its work in order (it is queued again), also one that is being opened; an attached one is only let go of.
   */
  readonly close: (reason: string) => Promise<void>
}
