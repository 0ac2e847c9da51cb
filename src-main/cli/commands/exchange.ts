import { resolve } from 'node:path'
import type { ImportedJob, ImportSource, ImportSummary, UnreadableRow } from '#schemas'
import { formatBytes, formatCount } from '#schemas/format'
import { importWhyTexts, jobStateTexts, rowProblemTexts } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { counted } from '../output/counted.ts'
import type { Output } from '../output/output.ts'
import { printableLine } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { type Api, UNHURRIED, WRITE } from '../reach/api.ts'
import { findingsLine } from './evidence.ts'
import { typed } from '../typed.ts'

export interface ImportOptions {
  readonly dryRun?: boolean
  readonly workspace?: string
}

export interface ExportOptions {
  readonly workspace?: string
  readonly allowFindings?: boolean
}

/** What an import said, in one piece. */
interface Report {
  readonly source: ImportSource
  readonly summary: ImportSummary
  readonly jobs: readonly ImportedJob[]
  readonly unreadable: readonly UnreadableRow[]
}

/** Takes over what a DALI installation holds, and says what became of what. */
export async function importDali(cli: Cli, path: string, options: ImportOptions): Promise<ExitCode> {
  // Importing again adds nothing, so a command whose core left in the middle may begin anew.
  return cli.withCore({ ...WRITE, withinMs: Infinity }, async ({ api, until }) => {
    const report = await gather(api, path, options, until())
    cli.out.answer(report, () => reportPage(report, cli.out))
    return EXIT.ok
  })
}

async function gather(api: Api, path: string, options: ImportOptions, signal: AbortSignal): Promise<Report> {
  const request = {
    path: resolve(path),
    dry_run: options.dryRun === true,
    ...(options.workspace !== undefined && { workspace: options.workspace }),
  }
  const jobs: ImportedJob[] = []
  const unreadable: UnreadableRow[] = []
  let source: ImportSource | undefined
  let summary: ImportSummary | undefined
  try {
    for await (const step of await api.exchange.importDali(request, { signal })) {
      if (step.step === 'source') source = step.source
      else if (step.step === 'jobs') jobs.push(...step.jobs)
      else if (step.step === 'unreadable') unreadable.push(...step.rows)
      else summary = step.summary
    }
  } catch (error) {
    // A call that is given up ends with a failure; that is how it ends.
    if (!signal.aborted) throw error
  }
  if (source !== undefined && summary !== undefined) return { source, summary, jobs, unreadable }
  const remedy = 'Import it again: what is here already stays as it is.'
  throw new CliError('interrupted', 'Interrupted before everything was imported.', remedy)
}

/** Writes a ledger that DALI reads. */
export async function exportDali(cli: Cli, path: string, options: ExportOptions): Promise<ExitCode> {
  return cli.withCore(UNHURRIED, async ({ api }) => {
    const written = await api.exchange.exportDali({
      path: resolve(path),
      ...(options.workspace !== undefined && { workspace: options.workspace }),
      allow_findings: options.allowFindings === true,
    })
    cli.out.answer(written, () => [
      `Wrote ${counted(written.jobs, 'job')} in ${counted(written.rows, 'row')} (${formatBytes(written.bytes)}) to ${printableLine(written.path)}`,
      ...(written.waiting === 0 ? [] : [`DALI would run ${counted(written.waiting, 'job')} of it.`]),
      ...(written.renamed === 0
        ? []
        : [
            `${counted(written.renamed, 'job has', 'jobs have')} another id there; theirs is in meta.interlock_job_id.`,
          ]),
      ...(written.left_out === 0
        ? []
        : [`${counted(written.left_out, 'job is', 'jobs are')} left out: what was asked for cannot be read any more.`]),
      ...findingsLine(written.findings),
    ])
    return EXIT.ok
  })
}

function reportPage({ source, summary, jobs, unreadable }: Report, out: Output): string[] {
  return [
    `${summary.dry_run ? 'Would import' : 'Imported'} from ${printableLine(source.ledger)} (${counted(source.rows, 'row')}, ${formatBytes(source.bytes)})`,
    ...(jobs.length === 0 ? [] : ['', ...jobTable(jobs, out)]),
    ...(unreadable.length === 0 ? [] : ['', ...unreadableTable(unreadable, summary, out)]),
    '',
    ...sumLines(source, summary),
  ]
}

function jobTable(jobs: readonly ImportedJob[], out: Output): string[] {
  const rows = jobs.map((job) => {
    const { word, tone } = jobStateTexts[job.state_here]
    const why = job.outcome === 'unchanged' ? 'It was here already.' : importWhyTexts[job.why]
    const id = job.id === job.original_id ? job.id : `${job.id} (there ${printableLine(job.original_id)})`
    return [
      id,
      lines(job),
      job.state_there,
      out.tone(tone, word),
      formatCount(job.runs),
      formatCount(job.artifacts),
      why,
    ]
  })
  return table([['job', 'rows', 'there', 'here', 'runs', 'artifacts', 'why'], ...rows], out.width)
}

function lines({ rows, row_count }: ImportedJob): string {
  const [first = 0] = rows
  const last = rows.at(-1) ?? first
  return row_count === 1 ? String(first) : `${first}–${last}${row_count > rows.length ? '…' : ''}`
}

function unreadableTable(rows: readonly UnreadableRow[], { unreadable }: ImportSummary, out: Output): string[] {
  const found = rows.map((row) => [
    `row ${row.line}`,
    row.recovered ? 'imported all the same' : 'not imported',
    row.stopped_dali ? 'DALI stood still' : '',
    row.original_id === null ? '' : printableLine(row.original_id),
    printableLine(`${rowProblemTexts[row.problem]} ${row.detail}`.trim()),
  ])
  const more = unreadable - rows.length
  return ['Rows that DALI could not read, or that are no row of a job here:', ...table(found, out.width)].concat(
    more > 0 ? [`and ${formatCount(more)} more`] : [],
  )
}

function sumLines(source: ImportSource, summary: ImportSummary): string[] {
  const { jobs, runs, artifacts, files, files_left, workspace } = summary
  const would = summary.dry_run ? 'would be ' : ''
  const states = Object.entries(summary.states).map(([state, count]) => `${formatCount(count)} ${state}`)
  return [
    `${counted(jobs.added, 'job')} ${would}new${states.length === 0 ? '' : ` (${states.join(', ')})`}, ${formatCount(jobs.extended)} ${would}extended, ${formatCount(jobs.unchanged)} here already; ${counted(runs, 'run')}, ${counted(artifacts, 'artifact')}, ${counted(files, 'further file')}.`,
    `They are for the workspace ${workspace}${summary.workspace_added ? `, which ${summary.dry_run ? 'would be' : 'is'} new` : ''}.`,
    ...(summary.kill_switch_engaged
      ? [`DALI’s kill switch is engaged, so ${summary.dry_run ? 'Interlock’s would be' : 'Interlock’s is now'} too.`]
      : []),
    ...(source.worker_pid === null
      ? []
      : [`DALI’s worker (process ${source.worker_pid}) was still alive: import again when it has left.`]),
    ...files_left.map((file) => `Not taken: ${printableLine(file)}`),
    ...((summary.states.held ?? 0) === 0
      ? []
      : [`Nothing runs by itself: ${typed('jobs retry ID')} queues a held job.`]),
    ...(summary.dry_run ? ['Nothing was written.'] : []),
  ]
}
