/** Lines an address names: `120` or `120-140`. */
export interface LineRange {
  readonly first: number
  readonly last: number
}

export function readLineRange(text: string | undefined): LineRange | undefined {
  const parts = /^\s*([1-9]\d{0,8})(?:\s*-\s*([1-9]\d{0,8}))?\s*$/.exec(text ?? '')
  if (!parts) return undefined
  const [from, to] = [Number(parts[1]), Number(parts[2] ?? parts[1])]
  return { first: Math.min(from, to), last: Math.max(from, to) }
}

export function writeLineRange({ first, last }: LineRange): string {
  return first === last ? String(first) : `${first}-${last}`
}

/** The range after a click on a number: that line, with Shift up to it. */
export function extendRange(range: LineRange | undefined, line: number, extend: boolean): LineRange {
  if (!extend || range === undefined) return { first: line, last: line }
  return { first: Math.min(range.first, line), last: Math.max(range.first, line) }
}
