interface WatchdogRow {
  schedule: string
  state: string
  alerted: string[]
  changed_at: number
}

export interface ChainTables {
  /** By the schedule that follows. */
  readonly chain_link: Map<string, object[]>
  readonly chain_decision: object[]
  readonly watchdog: Map<string, WatchdogRow>
}

export function emptyChainTables(): ChainTables {
  return { chain_link: new Map(), chain_decision: [], watchdog: new Map() }
}
