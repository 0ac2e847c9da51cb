import { InterlockError, type FoundLine, type LogExtent, type LogLine } from '#schemas'
import type { LogFindQuery, LogLinesQuery } from '#schemas/contract'
import { type Bodies, type Home, type Reader, spoolPath } from '#core/record'
import type { RunRow } from '../run-table.ts'
import type { LogPlace } from './log-bytes.ts'
import { findResult, linesResult } from './log-tasks.ts'

/** Output by lines: from any place, and searched. Both run on the reader thread and work while the run goes on. */
export interface LogReading {
  /** @throws InterlockError run_not_found, body_gone */
  lines(query: LogLinesQuery): Promise<LogExtent & { lines: LogLine[] }>
  /** @throws InterlockError run_not_found, body_gone, pattern_unreadable; the signal's reason once it aborts */
  find(
    query: LogFindQuery,
    signal?: AbortSignal,
  ): Promise<LogExtent & { numbers: number[]; lines: FoundLine[]; next: number | null }>
}

export interface LogReadingDeps {
  readonly reader: Reader
  readonly bodies: Bodies
  readonly home: Home
  readonly runById: (id: string) => RunRow | undefined
  /** Bytes stored of a run that goes on. */
  readonly storedOf: (run: string) => number
}

/** A run may end between the look for its output and the reading of it; then it lies elsewhere. */
const TRIES = 3

export function createLogReading({ reader, bodies, home, runById, storedOf }: LogReadingDeps): LogReading {
  function placeOf(id: string): LogPlace & { running: boolean } {
    const run = runById(id)
    if (run === undefined) throw new InterlockError('run_not_found', { id })
    if (run.state === 'running')
      return { run: id, path: spoolPath(home, id), body: null, size: storedOf(id), running: true }
    const size = run.output === null ? 0 : (bodies.find(run.output)?.size ?? 0)
    const path = run.output === null ? null : bodies.pathOf(run.output)
    return { run: id, path, body: run.output, size, running: false }
  }

  async function ask<T extends object>(
    task: string,
    id: string,
    query: object,
    parse: (answer: unknown) => T | { gone: true },
    signal?: AbortSignal,
  ): Promise<(T & { stored: number; complete: boolean }) | undefined> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const { running, ...place } = placeOf(id)
      if (place.size === 0) {
        if (!running && place.body !== null && bodies.find(place.body) === undefined) break
        return undefined
      }
      const answer = parse(await reader.run(task, { ...query, place }, signal))
      if (!('gone' in answer)) return { ...answer, stored: place.size, complete: !running }
    }
    throw new InterlockError('body_gone', { id: runById(id)?.output ?? id })
  }

  const nothing = (id: string) => ({ count: 0, stored: 0, complete: !placeOf(id).running })

  return {
    async lines({ id, ...query }) {
      return (await ask('output.lines', id, query, linesResult.parse)) ?? { ...nothing(id), lines: [] }
    },
    async find({ id, ...query }, signal) {
      const found = await ask('output.find', id, query, findResult.parse, signal)
      if (found === undefined) return { ...nothing(id), numbers: [], lines: [], next: null }
      if ('refused' in found)
        throw new InterlockError('pattern_unreadable', { pattern: query.find, reason: found.refused })
      return found
    },
  }
}
