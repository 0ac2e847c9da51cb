import { existsSync, readFileSync } from 'node:fs'
import { type Machine, machineLine } from './machine.ts'
import type { Report } from './results.ts'
import { tableOf } from './table.ts'

const BEGIN = '<!-- figures: begin -->'
const END = '<!-- figures: end -->'

export interface Taken {
  readonly at: string
  readonly machine: Machine
  readonly quick: boolean
  readonly reports: readonly Report[]
}

/** The text of `file` with the tables between its two marks, or the tables alone where it has none. */
export function pageWith(file: string, taken: Taken): string {
  const figures = figuresOf(taken)
  const page = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (from < 0 || to < from) return figures
  return `${page.slice(0, from + BEGIN.length)}\n\n${figures}\n${page.slice(to)}`
}

function figuresOf({ at, machine, quick, reports }: Taken): string {
  const minutes = reports.reduce((sum, { seconds }) => sum + seconds, 0) / 60
  return [
    ...(quick ? ['**Taken with `--quick`: these figures mean nothing.**', ''] : []),
    `${at.slice(0, 10)}: ${machineLine(machine)}. ${minutes.toFixed(0)} minutes in all.`,
    '',
    overview(reports),
    ...reports.map(tableOf),
  ].join('\n')
}

/** How many targets are met, and which are not. */
function overview(reports: readonly Report[]): string {
  const rows = reports.flatMap(({ title, results }) => {
    let line = ''
    return results.flatMap(({ what, met }) => {
      // A row that begins with dots goes on from the one above.
      if (!what.startsWith('…')) line = what
      return met === undefined ? [] : [{ what: `${title}: ${line === what ? what : `${line} ${what}`}`, met }]
    })
  })
  const missed = rows.filter(({ met }) => !met).map(({ what }) => `- ${what}`)
  const lines = missed.length === 0 ? [] : ['Missed:', '', ...missed, '']
  return [`${rows.length - missed.length} of ${rows.length} targets met.`, '', ...lines].join('\n')
}
