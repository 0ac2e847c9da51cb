import type { Report, Result } from './results.ts'

/** A benchmark's results as a Markdown table, aligned for a terminal as well. */
export function tableOf({ title, load, seconds, results, notes }: Report): string {
  const head = ['what', 'median', 'range', 'target', 'met']
  const rows = [head, ...results.map(rowOf)]
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => padded(cell, at, widths[at] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map((width, at) => (at === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [
    `## ${title}`,
    `Load ${load.before.toFixed(1)} before, ${load.after.toFixed(1)} after; ${Math.round(seconds)} s.`,
    '',
    line(head),
    rule,
    ...rows.slice(1).map(line),
    '',
    ...notes,
    '',
  ].join('\n')
}

function padded(cell: string, column: number, width: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width)
}

function rowOf({ what, unit, median, min, max, target, met }: Result): string[] {
  return [
    what,
    `${shown(median)} ${unit}`.trimEnd(),
    `${shown(min)} to ${shown(max)}`,
    target === undefined ? '' : targetText(target),
    met === undefined ? '' : met ? 'yes' : 'no',
  ]
}

function targetText({ atLeast, atMost }: NonNullable<Result['target']>): string {
  return atLeast === undefined ? `≤ ${shown(atMost ?? Infinity)}` : `≥ ${shown(atLeast)}`
}

/** Three digits, however large. */
function shown(value: number): string {
  const size = Math.abs(value)
  if (size >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(size >= 10 ? 1 : size >= 0.095 || size === 0 ? 2 : 3)
}
