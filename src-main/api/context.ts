/** Who asks. The transport decides it, never the caller; it is written into the ledger as the actor. */
export type Actor = 'operator' | 'cli' | 'api'

/** What a transport knows about a call. */
export interface ApiContext {
  readonly actor: Actor
}
