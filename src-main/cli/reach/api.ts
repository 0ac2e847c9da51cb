import type { CoreClient } from '#server/client'

/** Everything that can be asked of a core, whether it lives in another process or in this one. */
export type Api = CoreClient

/** A core a command talks to. */
export interface ReachedCore {
  readonly api: Api
  /** Whether it lives in another process; otherwise it is ours for the length of the command. */
  readonly live: boolean
  /**
   * Aborts at the first Ctrl-C or SIGTERM, and when somebody stops a core that is ours. Until it is asked for, a signal ends
   * a command for a live core at once.
   */
  readonly until: () => AbortSignal
}

/** What a command does where no core is live, and with one that is. */
export type WhereNone = (
  | { readonly kind: 'fail' }
  | {
      readonly kind: 'open'
      /** Workers of the core that is opened. */
      readonly slots: number
      /** Whether a missing data directory is made; a command that only reads says that there is nothing. */
      readonly create: boolean
      /** How many runs the core that is opened starts at most; as many as there are without it. */
      readonly maxClaims?: number
    }
) & {
  /** How long a live core may take for the whole command; Infinity where the command waits for work. */
  readonly withinMs: number
  /** Whether the command may be run again from its beginning when the live core left in the middle. */
  readonly repeat: boolean
}

const SHORT = { withinMs: 20_000, repeat: true } as const

export const FAIL = { kind: 'fail', ...SHORT } as const satisfies WhereNone
/** For commands that only look. */
export const READ = { kind: 'open', slots: 0, create: false, ...SHORT } as const satisfies WhereNone
/** For commands that take their time, as a pager or a person does, and must not print or begin anything twice. */
export const UNHURRIED = { ...READ, withinMs: Infinity, repeat: false } as const satisfies WhereNone
/** For commands that change something, but run nothing. */
export const WRITE = { kind: 'open', slots: 0, create: true, ...SHORT } as const satisfies WhereNone
/** For commands that wait for work to be done. */
export const WORK = {
  kind: 'open',
  slots: 1,
  create: true,
  withinMs: Infinity,
  repeat: true,
} as const satisfies WhereNone
/** For commands that have a worker try its sandbox, and must not start jobs that wait. */
export const LOOK = {
  kind: 'open',
  slots: 1,
  maxClaims: 0,
  create: true,
  withinMs: 60_000,
  repeat: true,
} as const satisfies WhereNone
/** For commands that have a worker open files, and must not start jobs that wait. */
export const FILES = {
  kind: 'open',
  slots: 1,
  maxClaims: 0,
  create: false,
  withinMs: 60_000,
  repeat: false,
} as const satisfies WhereNone
