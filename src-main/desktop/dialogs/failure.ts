import { ORPCError } from '@orpc/client'
import { z } from 'zod'
import { isInterlockError } from '#schemas'

const remedySchema = z.object({ remedy: z.string() })

/** A failure as two sentences: what went wrong, and what to do. */
export function failureWords(error: unknown): { what: string; todo: string } {
  if (isInterlockError(error)) return { what: error.message, todo: error.remedy }
  if (error instanceof ORPCError) {
    const remedy = remedySchema.safeParse(error.data)
    return { what: error.message, todo: remedy.success ? remedy.data.remedy : 'Try again.' }
  }
  return {
    what: 'The core did not answer.',
    todo: 'Look at how things stand before you try again; what happened is in the log.',
  }
}
