import { z } from 'zod'

/** A core answers that is of another version than this application: what it says may mean something else. */
export class OtherVersion extends Error {
  override readonly name = 'OtherVersion'
  readonly version: string

  constructor(version: string) {
    super(`The core that runs is Interlock ${version}.`)
    this.version = version
  }
}

/** All that is taken from the status of a core before it is known to be of our version. */
const saysVersionSchema = z.object({ core: z.object({ version: z.string().min(1).max(64) }) })

/** The version of a core that is not ours, by its status; null where it is the same. */
export function otherVersionOf(status: unknown, ours: string): string | null {
  const theirs = saysVersionSchema.safeParse(status).data?.core.version ?? 'of an unknown version'
  return theirs === ours ? null : theirs
}
