import { z } from 'zod'
import type { Core } from '#core'
import { InterlockError, isDecision, isInterlockError, type KeySpec, type Needs, type Right } from '#schemas'
import { type ApiContext, type KeyHolder, OWNERS } from './context.ts'

/** Told of a call that was refused: by which failure, and which procedure. */
export type NoteRefused = (code: string, procedure: string) => void

/** @throws InterlockError right_missing, outside_key, and what the procedure itself would refuse */
export type RequireRight = (context: ApiContext, path: readonly string[], of: Asked, input: unknown) => void

/** A procedure as its contract tells of it. */
interface Asked {
  readonly meta: Partial<Needs>
  readonly inputSchema?: unknown
}

/** What everybody who asks has to pass, over every transport: the owner may do anything, a key what its rights say. */
export function createRequireRight(reach: Core['keys']['reach'], noteRefused: NoteRefused = () => {}): RequireRight {
  function check(key: KeyHolder, what: string, needs: Partial<Needs>, asked: Asked, input: unknown): void {
    const { right = 'access', own, of, naming = {} } = needs
    const whole = has(key.spec, right)
    if (!whole && (own === undefined || of === undefined || !has(key.spec, own)))
      throw new InterlockError('right_missing', { right, what })
    for (const [member, besides] of Object.entries(naming))
      if (isNamed(input, member) && !has(key.spec, besides))
        throw new InterlockError('right_missing', { right: besides, what: `${what} with ${member}` })
    if (of === undefined) return
    // What is no input of it is refused by the procedure, in the words everybody gets.
    const parsed = asked.inputSchema instanceof z.ZodType ? asked.inputSchema.safeParse(input) : undefined
    if (parsed?.success) reach(key, of, parsed.data, !whole)
  }

  return function requireRight({ actor, key }, path, asked, input) {
    if (key === undefined && OWNERS.includes(actor)) return
    const what = path.join('.')
    try {
      if (key === undefined) throw new InterlockError('right_missing', { right: 'access', what })
      check(key, what, asked.meta, asked, input)
    } catch (error) {
      if (isInterlockError(error, 'right_missing')) key?.refused(error.data.right)
      if (isInterlockError(error, 'right_missing') || isInterlockError(error, 'outside_key'))
        noteRefused(error.code, what)
      throw error
    }
  }
}

/** `operate` is everything but decisions, which no key has. */
function has({ rights }: KeySpec, right: Right): boolean {
  if (isDecision(right)) return false
  return rights.some((each) => each === right || each === 'operate')
}

/** Whether a member is given at all: what it stands for is read later. */
function isNamed(input: unknown, member: string): boolean {
  const value = z.record(z.string(), z.unknown()).safeParse(input).data?.[member]
  return value !== undefined && value !== null && value !== false && value !== 'false'
}
