import { RE2JS } from 're2js'
import { type ArgvPattern, InterlockError } from '#schemas'
import { shellCommand } from '#schemas/format'

/**
 * Patterns are matched inside a write, where nothing interrupts them. Their time grows with the instructions of the pattern
 * times the length of the text, so both are bounded, and so is what one look at a job may take altogether: about 10 ms.
 */
const MAX_INSTRUCTIONS = 512
const MAX_WORK = 400_000

/** What one look may still take. */
export interface MatchingWork {
  left: number
}

export function matchingWork(): MatchingWork {
  return { left: MAX_WORK }
}

/** `unknown`: there was too much to look through; whoever asks decides which way is the safe one. */
export type Matched = 'yes' | 'no' | 'unknown'
export type ArgvMatcher = (argv: readonly string[], work: MatchingWork) => Matched

/** @throws InterlockError pattern_unreadable */
export function argvMatcher(pattern: ArgvPattern): ArgvMatcher {
  switch (pattern.kind) {
    case 'prefix':
      return (argv) => (pattern.words.every((word, at) => argv[at] === word) ? 'yes' : 'no')
    case 'glob':
      return textMatcher(pattern.glob, `(?s)\\A${expressionOf(pattern.glob)}\\z`)
    case 'regex':
      return textMatcher(pattern.regex, pattern.regex)
  }
}

function textMatcher(shown: string, expression: string): ArgvMatcher {
  const compiled = compile(shown, expression)
  const instructions = compiled.programSize()
  if (instructions > MAX_INSTRUCTIONS)
    throw unreadable(shown, `its repetitions make ${instructions} steps of it, and the limit is ${MAX_INSTRUCTIONS}`)
  return (argv, work) => {
    const text = shellCommand(argv)
    work.left -= text.length * instructions
    if (work.left < 0) return 'unknown'
    return compiled.test(text) ? 'yes' : 'no'
  }
}

function compile(shown: string, expression: string): RE2JS {
  try {
    return RE2JS.compile(expression)
  } catch (error) {
    throw unreadable(shown, error instanceof Error ? error.message : String(error))
  }
}

function unreadable(pattern: string, reason: string): InterlockError {
  return new InterlockError('pattern_unreadable', { pattern, reason })
}

function expressionOf(glob: string): string {
  return glob.replaceAll(/[^A-Za-z0-9 _]/g, (char) => (char === '*' ? '.*' : char === '?' ? '.' : RE2JS.quote(char)))
}
