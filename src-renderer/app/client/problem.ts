import { ORPCError } from '@orpc/client'
import { z } from 'zod'
import { asTypedHere } from './own-command.ts'
import { NoAnswer } from './link.ts'

/** A failure the way an ErrorPanel shows it. */
export interface Problem {
  what: string
  safe?: string | undefined
  todo: string
  code: string
}

const remedySchema = z.object({ remedy: z.string() })

/** What went wrong in the words of the catalogue; `safe` is for the caller to add, who knows what was at stake. */
export function problemOf(error: unknown, safe?: string): Problem {
  if (error instanceof ORPCError) {
    const remedy = remedySchema.safeParse(error.data)
    return {
      what: error.message,
      safe,
      todo: remedy.success ? asTypedHere(remedy.data.remedy) : 'Try again. If it stays, look into the log of the core.',
      code: String(error.code).toLowerCase(),
    }
  }
  if (error instanceof NoAnswer)
    return {
      what: 'The core did not answer.',
      safe: safe ?? 'Whether this took effect is not known.',
      todo: 'Wait until the connection is back and look at how things stand before you try again.',
      code: 'no_answer',
    }
  return {
    what: 'The console met something it does not know.',
    safe: safe ?? 'The core and its work are not touched by this.',
    todo: 'Reload the page.',
    code: error instanceof Error ? `console_error: ${error.message}` : 'console_error',
  }
}
