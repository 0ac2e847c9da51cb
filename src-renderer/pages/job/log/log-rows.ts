/** What a view of a log shows, row by row. */
export interface LogRows {
  readonly count: number
  /** The line of a row, or how many lines are left out there. */
  at(row: number): { readonly line: number } | { readonly gap: number }
  /** The row of a line, or the one nearest to it. */
  rowOf(line: number): number
}

/** Every line is a row. */
export function everyLine(count: number): LogRows {
  return { count, at: (row) => ({ line: row + 1 }), rowOf: (line) => Math.max(0, Math.min(count, line) - 1) }
}

interface Range {
  readonly first: number
  readonly last: number
  /** Its first row; a row for what is left out before it comes before that. */
  readonly row: number
}

/** Only the matching lines with `around` lines before and after each, and a row for each stretch that is left out. */
export function onlyAround(numbers: readonly number[], around: number, count: number): LogRows {
  const ranges: Range[] = []
  let rows = 0
  for (let at = 0; at < numbers.length;) {
    const first = Math.max(1, (numbers[at] ?? 1) - around)
    let last = (numbers[at] ?? 1) + around
    at += 1
    while (at < numbers.length && (numbers[at] ?? 0) - around <= last + 1) {
      last = (numbers[at] ?? 0) + around
      at += 1
    }
    last = Math.min(last, count)
    if (first > (ranges.at(-1)?.last ?? 0) + 1) rows += 1
    ranges.push({ first, last, row: rows })
    rows += last - first + 1
  }
  const end = ranges.at(-1)?.last ?? 0
  const total = rows + (end < count ? 1 : 0)

  /** The last range that fits, -1 when none does. */
  function lastWhere(fits: (range: Range) => boolean): number {
    let [low, high] = [-1, ranges.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      const range = ranges[middle]
      if (range !== undefined && fits(range)) low = middle
      else high = middle - 1
    }
    return low
  }

  return {
    count: total,
    at(row) {
      const index = lastWhere((range) => range.row <= row)
      const range = ranges[index]
      const line = range === undefined ? undefined : range.first + row - range.row
      if (range !== undefined && line !== undefined && line <= range.last) return { line }
      const next = ranges[index + 1]?.first ?? count + 1
      return { gap: next - (range?.last ?? 0) - 1 }
    },
    rowOf(line) {
      const range = ranges[lastWhere(({ first }) => first <= line)]
      return range === undefined ? 0 : range.row + Math.min(line, range.last) - range.first
    },
  }
}
