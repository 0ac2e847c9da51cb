export interface Bracket {
  readonly matches: (codePoint: number) => boolean
  /** Position after the closing `]`. */
  readonly end: number
}

const EXCLAMATION = 0x21
const HYPHEN = 0x2d
const CLOSE = 0x5d

/**
 * A character set at the `[` at `start`, or undefined when it is never closed, which makes the `[` an ordinary character. A
 * `]` that comes first, also after `!`, is a member; so is a hyphen at either end or right after a range. A range that runs
 * backwards disappears with both its ends. All as Python's `fnmatch` has it, down to its handling of what is left then.
 */
export function readBracket(pattern: readonly number[], start: number): Bracket | undefined {
  const first = pattern[start + 1] === EXCLAMATION ? start + 2 : start + 1
  const close = pattern.indexOf(CLOSE, pattern[first] === CLOSE ? first + 1 : first)
  if (close < 0) return undefined
  const chunks = withoutBackwardRanges(splitAtHyphens(pattern.slice(start + 1, close), first - start))
  // Python looks for `!` only now, so one that a removed range left at the front negates as well.
  const negated = chunks[0]?.[0] === EXCLAMATION
  const holds = membership(negated ? withoutSign(chunks) : chunks)
  return { matches: negated ? (codePoint) => !holds(codePoint) : holds, end: close + 1 }
}

/** Runs of members; a range goes from the last one of a run to the first one of the next. */
type Chunks = readonly (readonly number[])[]

function splitAtHyphens(body: readonly number[], searchFrom: number): Chunks {
  const chunks: number[][] = []
  let begin = 0
  for (let hyphen = body.indexOf(HYPHEN, searchFrom); hyphen >= 0; hyphen = body.indexOf(HYPHEN, hyphen + 3)) {
    chunks.push(body.slice(begin, hyphen))
    begin = hyphen + 1
  }
  const last = body.slice(begin)
  if (last.length > 0 || chunks.length === 0) return [...chunks, last]
  return [...chunks.slice(0, -1), [...(chunks.at(-1) ?? []), HYPHEN]]
}

function withoutBackwardRanges(chunks: Chunks): Chunks {
  return chunks.reduceRight<Chunks>((later, chunk) => {
    const [next, ...rest] = later
    const backwards = next !== undefined && (chunk.at(-1) ?? 0) > (next[0] ?? 0)
    return backwards ? [[...chunk.slice(0, -1), ...next.slice(1)], ...rest] : [chunk, ...later]
  }, [])
}

/** Without the `!`. If a range began with it, its hyphen is a member now. */
function withoutSign([first = [], ...rest]: Chunks): Chunks {
  const [next, ...others] = rest
  return first.length > 1 || next === undefined ? [first.slice(1), ...rest] : [[HYPHEN, ...next], ...others]
}

function membership(chunks: Chunks): (codePoint: number) => boolean {
  const members = new Set(chunks.flat())
  const ranges = chunks.slice(1).map((chunk, at) => ({ low: chunks[at]?.at(-1) ?? 0, high: chunk[0] ?? 0 }))
  return (codePoint) => members.has(codePoint) || ranges.some(({ low, high }) => low <= codePoint && codePoint <= high)
}
