import { resolve } from 'node:path'
import type { ImportedSchedule, OpenclawImport } from '#schemas'
import { formatBytes } from '#schemas/format'
import { importPointText } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { counted } from '../output/counted.ts'
import type { Output } from '../output/output.ts'
import { printableLine } from '../output/printable.ts'
import { WRITE } from '../reach/api.ts'
import { typed, typedIn } from '../typed.ts'

export interface OpenclawOptions {
  readonly dryRun?: boolean
  readonly workspace?: string
  readonly shellLines: 'ask' | 'allow'
}

/** Takes over what OpenClaw or its scheduler has scheduled, and says what became of what. */
export function importOpenclaw(cli: Cli, path: string, options: OpenclawOptions): Promise<ExitCode> {
  // Importing again adds nothing, so a command whose core left in the middle may begin anew.
  return cli.withCore({ ...WRITE, withinMs: Infinity }, async ({ api }) => {
    const report = await api.exchange.importOpenclaw({
      path: resolve(path),
      dry_run: options.dryRun === true,
      shell_lines: options.shellLines,
      ...(options.workspace !== undefined && { workspace: options.workspace }),
    })
    cli.out.answer(report, () => page(report, cli.out))
    return EXIT.ok
  })
}

const FORMS = { scheduler_database: 'database of openclaw-scheduler', jobs_json: 'jobs of OpenClaw' } as const
const WORDS = {
  added: { word: 'taken', tone: 'good' },
  unchanged: { word: 'is here', tone: 'neutral' },
  left: { word: 'left', tone: 'warn' },
} as const

function page(report: OpenclawImport, out: Output): string[] {
  const { source, sum, dry_run: dry, workspace } = report
  const version = source.version === null ? '' : `, version ${source.version}`
  const verb = dry ? 'would be' : 'were'
  return [
    `${printableLine(source.path)}: ${FORMS[source.form]}${version}, ${formatBytes(source.bytes)}, for the workspace ${workspace}.`,
    '',
    ...report.schedules.flatMap((item) => schedule(item, out)),
    ...named('Aliases', report.aliases),
    ...named('Agents', report.agents),
    ...report.kept.map(({ what, rows }) => `Kept in the ledger as they were: ${counted(rows, 'row')} of ${what}.`),
    '',
    `${counted(sum.added, 'schedule')} ${verb} taken, all off; ${sum.unchanged} here before; ${sum.left} left; ${counted(sum.runs, 'run')} as history.`,
    ...(sum.to_decide === 0 ? [] : [`${counted(sum.to_decide, 'point needs', 'points need')} a decision.`]),
    ...(dry
      ? ['Nothing was written.']
      : [`Look at each, then switch it on: ${typed('schedules show NAME')}, ${typed('schedules enable NAME')}.`]),
  ]
}

function schedule({ outcome, name, original_name, line, points, runs }: ImportedSchedule, out: Output): string[] {
  const { word, tone } = WORDS[outcome]
  const history = runs === 0 ? '' : `, with ${counted(runs, 'run')}`
  return [
    `${out.tone(tone, word)}  ${printableLine(name ?? original_name)}${history}`,
    ...(line === null ? [] : [`    ${printableLine(line)}`]),
    ...points.map((point) => `    ${point.decide ? '?' : '·'} ${typedIn(printableLine(importPointText(point)))}`),
  ]
}

function named(what: string, rows: OpenclawImport['aliases'] | OpenclawImport['agents']): string[] {
  if (rows.length === 0) return []
  return [
    '',
    `${what}:`,
    ...rows.map(({ original, name, outcome, detail }) => {
      const here = name === null || name === original ? '' : `, here ${name}`
      return `${WORDS[outcome].word}  ${printableLine(original)}${here} (${printableLine(detail)})`
    }),
  ]
}
