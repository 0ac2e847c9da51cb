import type { FoundLine } from '#schemas'
import { isoTime } from '#schemas/format'
import type { Api } from '../reach/api.ts'

/** A part of a log: its end, what came since a time, or the lines that match. */
export interface LogPart {
  readonly tail?: number | undefined
  readonly since?: number | undefined
  readonly find?: string
  readonly regex?: boolean
  readonly context?: number
}

/** Lines of one answer; of found ones the core gives 500 at most. */
const PAGE = 2000

export async function linesOf(
  api: Api,
  run: string,
  { tail, since, find, regex = false, context = 0 }: LogPart,
): Promise<{ lines: FoundLine[]; complete: boolean }> {
  const first = since === undefined ? undefined : await lineSince(api, run, since)
  if (first === 'none') return { lines: [], complete: (await api.runs.lines({ id: run, limit: 1 })).complete }
  const wanted =
    find === undefined
      ? await linesFrom(api, run, first ?? (await lineFromEnd(api, run, tail)))
      : await found(api, run, { find, regex, context, from: first ?? 1 })
  return { ...wanted, lines: tail === undefined ? wanted.lines : wanted.lines.slice(-tail) }
}

async function lineFromEnd(api: Api, run: string, tail: number | undefined): Promise<number> {
  if (tail === undefined) return 1
  const { count } = await api.runs.lines({ id: run, limit: 1 })
  return Math.max(1, count - tail + 1)
}

/** The first line at or after a time; the core gives the last one when none is. */
async function lineSince(api: Api, run: string, since: number): Promise<number | 'none'> {
  const { lines } = await api.runs.lines({ id: run, since: isoTime(since), limit: 1 })
  const [line] = lines
  return line === undefined || Date.parse(line.at) < since ? 'none' : line.number
}

async function linesFrom(api: Api, run: string, first: number): Promise<{ lines: FoundLine[]; complete: boolean }> {
  const lines: FoundLine[] = []
  for (let from = first; ;) {
    const page = await api.runs.lines({ id: run, from, limit: PAGE })
    lines.push(...page.lines.map((line) => ({ ...line, hits: [] })))
    const last = page.lines.at(-1)?.number
    if (last === undefined || last >= page.count) return { lines, complete: page.complete }
    from = last + 1
  }
}

async function found(
  api: Api,
  run: string,
  query: { find: string; regex: boolean; context: number; from: number },
): Promise<{ lines: FoundLine[]; complete: boolean }> {
  const lines = new Map<number, FoundLine>()
  for (let { from } = query; ;) {
    const part = await api.runs.find({ id: run, ...query, from, lines: true })
    // What stood around the end of one answer may come again with the next, as a match of its own.
    for (const line of part.lines) if (line.hits.length > 0 || !lines.has(line.number)) lines.set(line.number, line)
    if (part.next === null)
      return { lines: [...lines.values()].toSorted((a, b) => a.number - b.number), complete: part.complete }
    from = part.next
  }
}
