import { z } from 'zod'

/** Rights a key can have. The others are decisions, which are yours. */
export const KEY_RIGHTS = ['read', 'enqueue', 'cancel_own', 'schedules', 'messages', 'operate'] as const

/** What no key and no token may do: each is a decision of the operator. */
export const DECISIONS = ['approve', 'promote', 'release', 'policy', 'secrets', 'access'] as const
export type Decision = (typeof DECISIONS)[number]

/**
 * What it takes to ask for something. Every procedure of the contract names one. The operator has all of them, at the console,
 * the desktop and the local socket.
 */
export const RIGHTS = [...KEY_RIGHTS, ...DECISIONS] as const
export const rightSchema = z.enum(RIGHTS).meta({ id: 'Right' })
export type Right = z.infer<typeof rightSchema>

export function isDecision(right: Right): right is Decision {
  return DECISIONS.some((each) => each === right)
}

/** What a call is about, as far as whose it is counts. */
export const SUBJECTS = [
  'new_job',
  'job',
  'run',
  'artifact',
  'new_schedule',
  'schedule',
  'firing',
  'agent',
  'message',
  'messages',
  'received',
] as const
export type Subject = (typeof SUBJECTS)[number]

/** What a caller needs for a procedure. `own` and `of` stand together. */
export interface Needs {
  /** The right to it, whosever thing it is about. */
  readonly right: Right
  /** The right that is enough where it is about what is the caller's own, within the bounds of its key. */
  readonly own?: Right
  /** What it is about. */
  readonly of?: Subject
  /** What it takes besides to name a member of the input, by the member. */
  readonly naming?: Readonly<Record<string, Decision>>
}
