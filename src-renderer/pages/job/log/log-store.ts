import type { LogExtent, LogLine } from '#schemas'

/** Lines of one answer; a page of the store. */
const PAGE = 200
/** Pages kept; those that were looked at longest ago go, so that memory stays flat. */
const KEPT_PAGES = 60
/** While a run writes, its end is read this often at most. */
const FOLLOW_EVERY_MS = 1000

export interface LogAnswer extends LogExtent {
  readonly lines: readonly LogLine[]
}

export interface LogStoreOptions {
  /** Lines from one on, from a time on, or the last ones. */
  readonly read: (query: { from?: number; since?: string; limit: number }) => Promise<LogAnswer>
  readonly now: () => number
  readonly after: (ms: number, run: () => void) => () => void
}

export interface LogState extends LogExtent {
  /** The end was read at least once. */
  readonly known: boolean
  readonly loading: boolean
  readonly error: Error | undefined
  /** Grows with every change. */
  readonly version: number
}

/**
 * The lines of one log as far as they are looked at: pages come when they are wanted and go when they are not, whatever the
 * log's length. Its end is read anew when `poke` says that there may be more.
 */
export function createLogStore({ read, now, after }: LogStoreOptions) {
  const pages = new Map<number, Map<number, LogLine>>()
  const asked = new Set<number>()
  const listeners = new Set<() => void>()
  let state: LogState = {
    known: false,
    count: 0,
    stored: 0,
    complete: false,
    loading: true,
    error: undefined,
    version: 0,
  }
  let endReading = false
  let again = false
  let lastEnd = -Infinity
  let waiting: (() => void) | undefined

  const pageOf = (line: number) => Math.floor((line - 1) / PAGE)

  function change(next: Partial<LogState>): void {
    state = { ...state, ...next, version: state.version + 1 }
    for (const tell of listeners) tell()
  }

  function keep(lines: readonly LogLine[]): void {
    for (const line of lines) {
      const at = pageOf(line.number)
      const page = pages.get(at) ?? new Map<number, LogLine>()
      page.set(line.number, line)
      touch(at, page)
    }
    while (pages.size > KEPT_PAGES) {
      const [oldest] = pages.keys()
      if (oldest === undefined) break
      pages.delete(oldest)
    }
  }

  /** The map keeps the order of insertion, so what was used last stands last. */
  function touch(at: number, page: Map<number, LogLine>): void {
    pages.delete(at)
    pages.set(at, page)
  }

  function failed(error: unknown): void {
    change({ error: error instanceof Error ? error : new Error(String(error)) })
  }

  function take({ count, stored, complete, lines }: LogAnswer): void {
    // The last line may have grown since it was read.
    if (count > state.count) pages.get(pageOf(state.count))?.delete(state.count)
    keep(lines)
    const grown = count >= state.count
    change({
      known: true,
      count: grown ? count : state.count,
      stored: Math.max(stored, state.stored),
      complete: complete || state.complete,
      error: undefined,
    })
  }

  async function readEnd(): Promise<void> {
    endReading = true
    lastEnd = now()
    try {
      take(await read({ limit: PAGE }))
    } catch (error) {
      failed(error)
    } finally {
      endReading = false
      if (state.loading) change({ loading: false })
    }
    if (again) poke()
  }

  function poke(): void {
    if (state.complete) return
    again = endReading
    if (endReading || waiting !== undefined) return
    const restMs = lastEnd + FOLLOW_EVERY_MS - now()
    if (restMs <= 0) void readEnd()
    else
      waiting = after(restMs, () => {
        waiting = undefined
        void readEnd()
      })
  }

  async function readPage(at: number): Promise<void> {
    if (asked.has(at)) return
    asked.add(at)
    try {
      // What is too long for one answer comes in several.
      for (let from = at * PAGE + 1; from <= Math.min(state.count, (at + 1) * PAGE);) {
        const answer = await read({ from, limit: (at + 1) * PAGE - from + 1 })
        const last = answer.lines.at(-1)
        if (last === undefined) break
        take(answer)
        from = last.number + 1
      }
    } catch (error) {
      failed(error)
    } finally {
      asked.delete(at)
    }
  }

  return {
    state: () => state,
    subscribe: (tell: () => void) => {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
    line(number: number): LogLine | undefined {
      return pages.get(pageOf(number))?.get(number)
    },
    /** Asks for what is missing of a stretch. */
    want(first: number, last: number): void {
      for (let at = pageOf(Math.max(1, first)); at <= pageOf(Math.min(last, state.count)); at += 1) {
        const page = pages.get(at)
        if (page) touch(at, page)
        const [low, high] = [Math.max(first, at * PAGE + 1), Math.min(last, state.count, (at + 1) * PAGE)]
        for (let number = low; number <= high; number += 1) {
          if (page?.has(number)) continue
          void readPage(at)
          break
        }
      }
    },
    /** The first line that came at or after a time. */
    async lineAt(ms: number): Promise<number | undefined> {
      try {
        const answer = await read({ since: new Date(ms).toISOString(), limit: 1 })
        take(answer)
        return answer.lines[0]?.number
      } catch (error) {
        failed(error)
        return undefined
      }
    },
    /** Every line of a stretch, for copying. */
    async all(first: number, last: number): Promise<LogLine[]> {
      const lines: LogLine[] = []
      for (let from = first; from <= last;) {
        const answer = await read({ from, limit: Math.min(2000, last - from + 1) })
        const end = answer.lines.at(-1)
        if (end === undefined) break
        lines.push(...answer.lines)
        from = end.number + 1
      }
      return lines
    },
    /** There may be more. */
    poke,
    /** How many lines are kept, for tests. */
    kept: () => [...pages.values()].reduce((sum, page) => sum + page.size, 0),
    /** Nobody looks for now. */
    rest(): void {
      waiting?.()
      waiting = undefined
    },
  }
}

export type LogStore = ReturnType<typeof createLogStore>
