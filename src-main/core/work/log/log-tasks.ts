import { z } from 'zod'
import { foundLineSchema, logLineSchema } from '#schemas'
import { logFindInput, logLinesInput } from '#schemas/contract'
import type { ReadConnection, ReaderTask } from '#core/record'
import { findLines } from './find-lines.ts'
import { createLineIndexes, type LineIndex } from './line-index.ts'
import { type LogBytes, type LogPlace, logPlaceSchema, openLogBytes } from './log-bytes.ts'
import { createLogPattern } from './log-pattern.ts'
import { eachLine, readLines } from './read-lines.ts'

/** The output is not where it was said to be. */
const gone = z.strictObject({ gone: z.literal(true) })

export const linesResult = z.union([gone, z.strictObject({ count: z.int(), lines: z.array(logLineSchema) })])
export const findResult = z.union([
  gone,
  z.strictObject({ refused: z.string() }),
  z.strictObject({
    count: z.int(),
    numbers: z.array(z.int()),
    lines: z.array(foundLineSchema),
    next: z.int().nullable(),
  }),
])

const linesRequest = logLinesInput.omit({ id: true }).extend({ place: logPlaceSchema })
const findRequest = logFindInput.omit({ id: true }).extend({ place: logPlaceSchema })

/** Reading and searching output on the reader thread: 100 MB are scanned once, then any place is a few milliseconds away. */
export function logTasks(): Record<'output.lines' | 'output.find', ReaderTask> {
  const indexes = createLineIndexes()

  async function withLog<T>(
    database: ReadConnection,
    place: LogPlace,
    work: (bytes: LogBytes, index: LineIndex) => T | Promise<T>,
  ): Promise<T | z.infer<typeof gone>> {
    const bytes = openLogBytes(database, place)
    if (bytes === undefined) return { gone: true }
    try {
      const index = indexes.of(place.run)
      await index.extend(bytes)
      return await work(bytes, index)
    } finally {
      bytes.close()
    }
  }

  return {
    'output.lines': (database, input) => {
      const { place, from, since, limit } = linesRequest.parse(input)
      return withLog(database, place, (bytes, index): z.infer<typeof linesResult> => {
        const first = from ?? (since === undefined ? undefined : lineSince(bytes, index, Date.parse(since)))
        const start = Math.max(1, first ?? index.count - limit + 1)
        const lines = readLines(bytes, {
          mark: index.stretchOf(start).mark,
          from: start,
          to: Math.min(index.count, start + limit - 1),
          keep: first === undefined ? 'last' : 'first',
        })
        return { count: index.count, lines }
      })
    },
    'output.find': (database, input) => {
      const { place, find, regex, match_case, ...range } = findRequest.parse(input)
      return withLog(database, place, async (bytes, index): Promise<z.infer<typeof findResult>> => {
        let pattern
        try {
          pattern = createLogPattern({ find, regex, match_case })
        } catch (error) {
          return { refused: error instanceof Error ? error.message : String(error) }
        }
        return { count: index.count, ...(await findLines(bytes, index, pattern, range)) }
      })
    },
  }
}

/** The first line that came at or after a time; the last one when none did. */
function lineSince(bytes: LogBytes, index: LineIndex, time: number): number {
  const mark = index.markBefore(time)
  let found = index.count
  eachLine(bytes, { mark, from: mark.number, to: index.count, keep: 'first' }, (line) => {
    if (Date.parse(line.at) < time) return true
    found = line.number
    return false
  })
  return found
}
