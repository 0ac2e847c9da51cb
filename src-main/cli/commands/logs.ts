import type { OutputFrame, Run } from '#schemas'
import { shortId } from '#schemas/format'
import { runStateTexts, waitingText } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { changes } from '../follow/changes.ts'
import { linesOf, type LogPart } from '../follow/lines.ts'
import { outputOf } from '../follow/output.ts'
import { counted } from '../output/counted.ts'
import { printableOutput, RESET } from '../output/printable.ts'
import { type Api, UNHURRIED } from '../reach/api.ts'
import { typed } from '../typed.ts'

export interface LogsOptions {
  readonly follow?: boolean
  /** Number of the run; the last one otherwise. */
  readonly run?: number
  /** Only so many lines of the end. */
  readonly tail?: number
  /** Only lines from this time on, milliseconds since 1970. */
  readonly since?: number
  /** Only lines that hold this text. */
  readonly find?: string
  /** `find` is an RE2 pattern. */
  readonly regex?: boolean
  /** Lines around each found one. */
  readonly context?: number
}

/** What a run of the job wrote, from its first byte; with `follow` live, over all further attempts, until the job rests. */
export async function logs(cli: Cli, id: string, options: LogsOptions): Promise<ExitCode> {
  const part = partOf(options)
  if (part !== undefined && options.follow === true)
    throw new CliError(
      'usage',
      '--follow prints everything as it comes.',
      'Leave it out, or leave out --tail, --since and --find.',
    )
  if (options.find === undefined && (options.regex ?? options.context) !== undefined)
    throw new CliError('usage', '--regex and --context go with --find.', 'Nothing was read.')
  return cli.withCore(UNHURRIED, async ({ api, live, until }) => {
    const { job, runs } = await api.jobs.get({ id })
    const chosen = chooseRun(runs, options.run, job.id)
    // Nothing runs in a core that was opened only to look, so there would be nothing to follow.
    const follow = options.follow === true && live
    if (part !== undefined) await printPart(cli, api, job.id, chosen, part)
    else if (follow && options.run === undefined) await followJob(cli, api, job.id, chosen, until())
    else if (follow && chosen) await printRun(cli, api, chosen, until())
    else await printWhatThereIs(cli, api, job.id, chosen)
    if (cli.out.colours) cli.out.write(RESET)
    return EXIT.ok
  })
}

function chooseRun(runs: readonly Run[], number: number | undefined, job: string): Run | undefined {
  if (number === undefined) return runs.toSorted((a, b) => a.number - b.number).at(-1)
  const run = runs.find((each) => each.number === number)
  if (run) return run
  throw new CliError(
    'usage',
    `Job ${job} has no run ${number}; it has ${runs.length === 0 ? 'not run yet' : counted(runs.length, 'run')}.`,
    `${typed(`jobs show ${shortId(job)}`)} lists them.`,
  )
}

async function printWhatThereIs(cli: Cli, api: Api, job: string, run: Run | undefined): Promise<void> {
  const frames: OutputFrame[] = []
  let silent = true
  if (run) {
    for await (const some of outputOf(api, run.id, undefined)) {
      silent &&= some.length === 0
      if (cli.out.json) frames.push(...some)
      else some.forEach((frame) => printFrame(cli, frame))
    }
    if (silent) cli.out.note(`Run ${run.number} of job ${shortId(job)} wrote nothing.`)
  } else cli.out.note(`Job ${shortId(job)} has not run yet; --follow waits for it.`)
  if (cli.out.json)
    cli.out.row({ job, run: run?.id ?? null, complete: run !== undefined && run.state !== 'running', frames })
}

/** Which part of a log is wanted; undefined: all of it, as it was written. */
function partOf({ tail, since, find, regex = false, context = 0 }: LogsOptions): LogPart | undefined {
  if (find !== undefined) return { find, regex, context, since, tail }
  return tail === undefined && since === undefined ? undefined : { since, tail }
}

/** Single lines, each where its stream belongs; between those that do not follow each other stands a line of its own. */
async function printPart(cli: Cli, api: Api, job: string, run: Run | undefined, part: LogPart): Promise<void> {
  const { lines, complete } = run ? await linesOf(api, run.id, part) : { lines: [], complete: false }
  if (cli.out.json) {
    cli.out.row({ job, run: run?.id ?? null, complete, lines })
    return
  }
  if (run === undefined) cli.out.note(`Job ${shortId(job)} has not run yet; --follow waits for it.`)
  else if (lines.length === 0)
    cli.out.note(
      `Run ${run.number} of job ${shortId(job)} ${'find' in part ? 'wrote no line that matches' : 'wrote no such line'}.`,
    )
  let last: number | undefined
  for (const line of lines) {
    if (last !== undefined && line.number > last + 1) cli.out.note('--')
    last = line.number
    const number = 'find' in part ? `${line.number}${line.hits.length > 0 ? ':' : '-'} ` : ''
    printFrame(cli, { at: line.at, stream: line.stream, text: `${number}${line.text}\n` })
  }
}

async function followJob(cli: Cli, api: Api, id: string, first: Run | undefined, signal: AbortSignal): Promise<void> {
  let printed = first?.number ?? 0
  let waiting = ''
  if (first) await printRun(cli, api, first, signal)
  for await (const _ of changes(api, signal)) {
    const { job, runs } = await api.jobs.get({ id })
    const next = runs.find(({ number }) => number > printed)
    if (next) {
      printed = next.number
      await printRun(cli, api, next, signal)
    } else if (['succeeded', 'failed', 'cancelled', 'held'].includes(job.state)) {
      return
    } else if (job.waiting_reason !== null) {
      const { code } = job.waiting_reason
      if (code !== waiting && code !== 'starting') cli.out.note(waitingText(job.waiting_reason, Date.now()))
      waiting = code
    }
  }
}

async function printRun(cli: Cli, api: Api, run: Run, live: AbortSignal): Promise<void> {
  if (run.number > 1) cli.out.note(`Run ${run.number}:`)
  for await (const frames of outputOf(api, run.id, live)) {
    for (const frame of frames) {
      if (cli.out.json) cli.out.row({ run: run.id, ...frame })
      else printFrame(cli, frame)
    }
  }
  if (live.aborted) return
  if (cli.out.colours) cli.out.write(RESET)
  const ended = await api.runs.get({ id: run.id })
  const { word } = runStateTexts[ended.state]
  cli.out.note(`Run ${ended.number} ${word.toLowerCase()}${ended.outcome ? `: ${ended.outcome.message}` : ''}`)
}

/** What the job wrote goes where it wrote it, what Interlock says in the log to stderr, so that a pipe gets the job's own. */
function printFrame({ out }: Cli, { stream, text }: OutputFrame): void {
  const shown = printableOutput(text, out.colours)
  if (stream === 'stdout') out.write(shown)
  else out.noteText(shown)
}
