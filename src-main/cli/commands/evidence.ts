import { resolve } from 'node:path'
import type { EventRecord } from '#schemas'
import { formatCount, formatBytes, shortId } from '#schemas/format'
import { eventTexts } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import type { Output } from '../output/output.ts'
import { counted } from '../output/counted.ts'
import { printableLine } from '../output/printable.ts'
import { verificationPage } from '../pages/verification.ts'
import { fields, table } from '../output/table.ts'
import { localTime, relativeTime } from '../output/times.ts'
import { type Api, READ } from '../reach/api.ts'
import { typed } from '../typed.ts'

const PAGE = 500

/** The rows of the ledger that belong to a job or a run, oldest first. */
export async function show(cli: Cli, id: string): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const filter = id.startsWith('run-')
      ? { run: (await api.runs.get({ id })).id }
      : { job: (await api.jobs.get({ id })).job.id }
    const rows = await allRows(api, filter)
    cli.out.answer(rows, () => evidencePage(rows, cli.out))
    return EXIT.ok
  })
}

/** Whether the chain holds from its first row to its last. */
export async function verify(cli: Cli, options: { readonly bodies?: boolean }): Promise<ExitCode> {
  return cli.withCore({ ...READ, withinMs: Infinity }, async ({ api }) => {
    const found = await api.evidence.verify({ bodies: options.bodies === true })
    cli.out.answer(found, () => verificationPage(found, cli.out))
    return found.ok ? EXIT.ok : EXIT.failed
  })
}

/** A bundle that anyone can verify without Interlock. */
export async function exportBundle(
  cli: Cli,
  id: string | undefined,
  options: { readonly to?: string; readonly allowFindings?: boolean },
): Promise<ExitCode> {
  if (id !== undefined && /[/\\]/.test(id))
    throw new CliError('usage', `${printableLine(id)} is a path. To choose where: --to FOLDER.`, 'Nothing was written.')
  return cli.withCore({ ...READ, withinMs: Infinity }, async ({ api }) => {
    const job = id === undefined ? undefined : (await api.jobs.get({ id })).job.id
    const written = await api.evidence.export({
      ...(job && { job }),
      ...(options.to && { path: resolve(options.to) }),
      allow_findings: options.allowFindings === true,
    })
    cli.out.answer(written, () => [
      `Wrote ${counted(written.events, 'row')} and ${counted(written.bodies, 'body', 'bodies')} (${formatBytes(written.bytes)}) to ${printableLine(written.path)}`,
      ...findingsLine(written.findings),
    ])
    return EXIT.ok
  })
}

/** What a swept export holds all the same. */
export function findingsLine(findings: number): string[] {
  return findings === 0
    ? []
    : [`Attention: it holds ${counted(findings, 'text that looks like a secret', 'texts that look like secrets')}.`]
}

async function allRows(api: Api, filter: { job: string } | { run: string }): Promise<EventRecord[]> {
  const rows: EventRecord[] = []
  for (let after = 0; ; after = rows.at(-1)?.seq ?? 0) {
    const page = await api.events.page({ filter, after, limit: PAGE })
    rows.push(...page.items)
    if (!page.more || page.items.length === 0) return rows
  }
}

function evidencePage(rows: readonly EventRecord[], out: Output): string[] {
  if (rows.length === 0) return ['No rows.']
  const lines = rows.map((row) => [
    String(row.seq),
    localTime(row.at),
    row.hash.slice(0, 12),
    row.run_id === null ? '' : shortId(row.run_id),
    row.actor.startsWith('wrk-') ? `worker ${shortId(row.actor)}` : printableLine(row.actor),
    textOf(row),
  ])
  return [
    ...table([['row', 'time', 'hash', 'run', 'by', 'what'], ...lines], out.width),
    '',
    ...fields([
      ['Rows', `${formatCount(rows.length)}, ${span(rows, Date.now())}`],
      ['In full', '--json'],
      ['Whole chain', typed('evidence verify')],
    ]),
  ]
}

function span(rows: readonly EventRecord[], nowMs: number): string {
  const [first, last] = [rows.at(0)?.at ?? 0, rows.at(-1)?.at ?? 0]
  return `the first ${relativeTime(first, nowMs)}, the last ${relativeTime(last, nowMs)}`
}

/** What happened and, where the payload says it in a word, to what. A kind this version does not know is shown as it is. */
function textOf({ kind, payload }: EventRecord): string {
  const text = Object.entries(eventTexts).find(([name]) => name === kind)?.[1] ?? kind
  const words = TELLING.map((member) => payload[member]).filter((value) => typeof value === 'string')
  return printableLine(words.length === 0 ? text : `${text}: ${words.join(', ')}`)
}

const TELLING = ['type', 'tool', 'state', 'reason', 'mode']
