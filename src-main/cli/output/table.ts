/** Columns padded to their widest cell, two spaces apart. The last one carries no colour and is cut to `width` if given. */
export function table(rows: readonly (readonly string[])[], width?: number): string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, at) => Math.max(widest[at] ?? 0, lengthOf(cell))),
    [],
  )
  return rows.map((row) => {
    const before = row.slice(0, -1).map((cell, at) => `${pad(cell, widths[at] ?? 0)}  `)
    const last = row.at(-1) ?? ''
    return before.join('') + (width === undefined ? last : cut(last, width - lengthOf(before.join(''))))
  })
}

/** Lines of a name and what it is, aligned. */
export function fields(pairs: readonly (readonly [name: string, value: string])[], indent = ''): string[] {
  const widest = Math.max(0, ...pairs.map(([name]) => lengthOf(name)))
  return pairs.map(([name, value]) => `${indent}${pad(name, widest)}  ${value}`)
}

// oxlint-disable-next-line no-control-regex -- colours are escape sequences
const COLOUR = /\u001b\[[0-9;]*m/g

function pad(cell: string, to: number): string {
  return cell + ' '.repeat(Math.max(0, to - lengthOf(cell)))
}

/** Cells as wide as their characters; colours take no room. */
function lengthOf(cell: string): number {
  return Array.from(cell.replace(COLOUR, '')).length
}

function cut(cell: string, width: number): string {
  if (lengthOf(cell) <= width || width < 8) return cell
  return `${Array.from(cell)
    .slice(0, width - 1)
    .join('')}…`
}
