import { z } from 'zod'
import { chainConditionSchema, parsePath, valueAtPath } from '#schemas'
import type { ReadConnection, ReaderTask } from '#core/record'
import { compilePattern, createFinder } from './condition.ts'
import { eachOutput, type LeftBehind, leftBehindSchema, resultText, sizeOf } from './left-behind.ts'

/** Text that a pattern is held against at most. */
export const MAX_PATTERN_BYTES = 32 * 1024 * 1024
/** The end of a stream that can be given on. */
const TAIL_BYTES = 4096

const testRequest = z.strictObject({ left: leftBehindSchema, condition: chainConditionSchema })
export const testResult = z.union([
  z.strictObject({ met: z.boolean() }),
  z.strictObject({ refused: z.enum(['unreadable', 'gone']) }),
  z.strictObject({ refused: z.literal('too_large'), bytes: z.int() }),
])
type TestResult = z.infer<typeof testResult>

const valuesRequest = z.strictObject({ left: leftBehindSchema, paths: z.array(z.string()).max(256) })
export const valuesResult = z.record(z.string(), z.unknown())

/** What chains read of runs that are over. They run on a thread of their own, which is ended when it takes too long. */
export function chainTasks(): Record<'chains.test' | 'chains.values', ReaderTask> {
  return {
    'chains.test': (database, input) => {
      const { left, condition } = testRequest.parse(input)
      return condition.kind === 'regex' ? testPattern(database, left, condition) : testText(database, left, condition)
    },
    'chains.values': (database, input) => {
      const { left, paths } = valuesRequest.parse(input)
      return valuesOf(database, left, paths)
    },
  }
}

type Condition = z.infer<typeof chainConditionSchema>

async function testText(database: ReadConnection, left: LeftBehind, condition: Condition): Promise<TestResult> {
  if (condition.in === 'result') {
    const text = resultText(database, left)
    return text === undefined ? { refused: 'gone' } : { met: text.includes(condition.text) }
  }
  const finder = createFinder(condition.text)
  let met = false
  const isThere = await eachOutput(database, left, condition.in, (text) => {
    met = finder.take(text)
    return !met
  })
  return isThere ? { met } : { refused: 'gone' }
}

async function testPattern(database: ReadConnection, left: LeftBehind, condition: Condition): Promise<TestResult> {
  let pattern
  try {
    pattern = compilePattern(condition.text)
  } catch {
    // It was looked at when it was saved, so somebody wrote to the database.
    return { refused: 'unreadable' }
  }
  const bytes = sizeOf(database, left, condition.in)
  if (bytes === undefined) return { refused: 'gone' }
  if (bytes > MAX_PATTERN_BYTES) return { refused: 'too_large', bytes }
  if (condition.in === 'result') return { met: pattern.test(resultText(database, left) ?? '') }
  const texts: string[] = []
  const isThere = await eachOutput(database, left, condition.in, (text) => texts.push(text) > 0)
  return isThere ? { met: pattern.test(texts.join('')) } : { refused: 'gone' }
}

/** Values by their paths, those that are there: `exit_code`, `stdout_tail`, `stderr_tail`, and what lies in `result`. */
async function valuesOf(database: ReadConnection, left: LeftBehind, paths: readonly string[]): Promise<object> {
  const found: Record<string, unknown> = {}
  const text = paths.some((path) => /^(?:result|exit_code)/.test(path)) ? resultText(database, left) : undefined
  const result = text === undefined ? undefined : jsonIn(text)
  for (const path of paths) {
    const value = await valueOf(database, left, result, path)
    if (value !== undefined) found[path] = value
  }
  return found
}

/** Nothing where there was no result, or somebody wrote to it. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function valueOf(database: ReadConnection, left: LeftBehind, result: unknown, text: string): Promise<unknown> {
  const [root, ...rest] = parsePath(text) ?? []
  switch (root) {
    case 'result':
      return valueAtPath(result, rest)
    case 'exit_code':
      return rest.length === 0 ? exitCodeOf(result) : undefined
    case 'stdout_tail':
      return rest.length === 0 ? tailOf(database, left, 'stdout') : undefined
    case 'stderr_tail':
      return rest.length === 0 ? tailOf(database, left, 'stderr') : undefined
    default:
      return undefined
  }
}

/** Of a result that has one, or of the last command in it. */
function exitCodeOf(result: unknown): unknown {
  const own = valueAtPath(result, ['exit_code'])
  if (own !== undefined) return own
  const results = valueAtPath(result, ['results'])
  return Array.isArray(results) ? valueAtPath(results.at(-1), ['returncode']) : undefined
}

async function tailOf(
  database: ReadConnection,
  left: LeftBehind,
  what: 'stdout' | 'stderr',
): Promise<string | undefined> {
  let tail = ''
  const isThere = await eachOutput(database, left, what, (text) => {
    tail = (tail + text).slice(-TAIL_BYTES)
    return true
  })
  return isThere ? tail.toWellFormed() : undefined
}
