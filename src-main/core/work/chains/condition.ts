import { RE2JS } from 're2js'
import type { ChainCondition } from '#schemas'

export type ConditionText = ChainCondition['in']

/** Its time grows with the steps of a pattern times the length of the text, and nothing interrupts it but the end of its thread. */
const MAX_INSTRUCTIONS = 1024

/**
 * A pattern made ready; the time to make it is bounded by the size of its program, which is.
 * @throws Error with a sentence when it is no RE2 pattern, or too large a one
 */
export function compilePattern(text: string): RE2JS {
  const pattern = RE2JS.compile(text)
  const instructions = pattern.programSize()
  if (instructions > MAX_INSTRUCTIONS)
    throw new Error(`its repetitions make ${instructions} steps of it, and the limit is ${MAX_INSTRUCTIONS}`)
  return pattern
}

/** Looks for a text in one that comes in pieces. */
export function createFinder(wanted: string): { take(piece: string): boolean } {
  let end = ''
  return {
    /** @returns whether it was found by now */
    take(piece) {
      const text = end + piece
      if (text.includes(wanted)) return true
      end = wanted.length === 1 ? '' : text.slice(-(wanted.length - 1))
      return false
    },
  }
}
