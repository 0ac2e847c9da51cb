import type { Core } from '#core'

/** A program with a key, or with the token. */
export type KeyHolder = Pick<NonNullable<ReturnType<Core['keys']['find']>>, 'actor' | 'spec' | 'ended' | 'refused'>

/** How the person whose data directory it is comes in: the console or the desktop, and the local socket. */
export const OWNERS: readonly string[] = ['operator', 'cli']

/** What a transport knows about a call. */
export interface ApiContext {
  /** Who asks. The transport decides it, never the caller; it is written into the ledger. */
  readonly actor: string
  /** Of whoever is not the owner; its rights are what they may do. Who is neither may do nothing. */
  readonly key?: KeyHolder
}
