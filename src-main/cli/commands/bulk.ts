import { setTimeout as sleep } from 'node:timers/promises'
import type { Operation, OperationAct, OperationPreview } from '#schemas'
import { formatCount } from '#schemas/format'
import {
  actWords,
  changeSentence,
  countedJobs,
  doneWords,
  hopelessSentence,
  leftSentences,
  skipSentences,
  undoneWords,
} from '#schemas/texts'
import { canAsk, saysYes } from '../ask.ts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { jobFilter } from '../job-filter.ts'
import { table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
import { type Api, READ } from '../reach/api.ts'
import { typed } from '../typed.ts'

/** How an operation is asked for. */
export interface BulkOptions {
  readonly filter: string
  readonly yes?: boolean
}

const LOOK_MS = 150

/** Acts on all jobs that match a filter: shows what would happen, asks, does exactly that and says what became of it. */
export function bulk(cli: Cli, act: OperationAct, options: BulkOptions, priority?: number): Promise<ExitCode> {
  const filter = jobFilter([], { filter: options.filter }, Date.now()) ?? {}
  const request = { act, filter, ...(priority !== undefined && { priority }) }
  return cli.withCore({ ...READ, withinMs: Infinity, repeat: false }, async ({ api, until }) => {
    const preview = await api.operations.preview(request)
    if (preview.changing === 0) {
      cli.out.answer({ preview, operation: null }, () => ['Nothing would change.', ...previewLines(preview)])
      return EXIT.ok
    }
    cli.out.note(...previewLines(preview))
    if (options.yes !== true && !(await confirmed(cli, `${actWords(preview, preview.changing)}?`))) {
      cli.out.answer({ preview, operation: null }, () => ['Nothing was changed.'])
      return EXIT.ok
    }
    const { id } = await api.operations.start({ ...request, token: preview.token, head: preview.head })
    const operation = await follow(cli, api, id, until())
    cli.out.answer({ preview, operation }, () => resultLines(operation))
    if (operation.state === 'stopped')
      throw new CliError(
        'interrupted',
        'Stopped before every job was reached.',
        `To undo it: ${typed(`jobs undo ${id}`)}`,
      )
    return operation.changed === operation.planned ? EXIT.ok : EXIT.conflict
  })
}

/** The latest operations, newest first, with the ids that `undo` takes. */
export function operations(cli: Cli, { limit }: { readonly limit: number }): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const page = await api.operations.list({ limit })
    cli.out.answer(page, () =>
      page.items.length === 0
        ? ['No bulk operations yet.']
        : table(
            page.items.map((operation) => [
              operation.id,
              describeTime(operation.started_at, Date.now()),
              doneWords(operation),
              ...(operation.undone === null ? [] : [undoneWords(operation)]),
            ]),
            cli.out.width,
          ),
    )
    return EXIT.ok
  })
}

/** Undoes an operation within 20 s of its end. */
export function undo(cli: Cli, id: string): Promise<ExitCode> {
  return cli.withCore({ ...READ, withinMs: Infinity, repeat: false }, async ({ api }) => {
    let operation = await api.operations.undo({ id })
    while (operation.state === 'undoing') {
      await sleep(LOOK_MS)
      operation = await api.operations.get({ id })
    }
    cli.out.answer(operation, () => [undoneWords(operation)])
    return (operation.undone?.kept.length ?? 0) === 0 ? EXIT.ok : EXIT.conflict
  })
}

/** Waits for the end; at the first signal the operation is stopped, and its end is waited for all the same. */
async function follow(cli: Cli, api: Api, id: string, signal: AbortSignal): Promise<Operation> {
  const stop = () => void api.operations.stop({ id }).catch(() => undefined)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  const shows = process.stderr.isTTY
  try {
    for (;;) {
      const operation = await api.operations.get({ id })
      if (shows) cli.out.noteText(`\r${formatCount(operation.changed)} of ${countedJobs(operation.planned)} `)
      if (operation.state !== 'running') return operation
      await sleep(LOOK_MS)
    }
  } finally {
    if (shows) cli.out.noteText('\n')
    signal.removeEventListener('abort', stop)
  }
}

function previewLines(preview: OperationPreview): string[] {
  return [
    ...preview.changes.map((change) => changeSentence(change, preview)),
    ...(preview.hopeless > 0 ? [hopelessSentence(preview.hopeless)] : []),
    ...skipSentences(preview.act, preview.skipped),
  ]
}

function resultLines(operation: Operation): string[] {
  return [
    `${doneWords(operation)}.`,
    ...leftSentences(operation),
    ...(operation.undo_until === null ? [] : [`Within 20 s it can be undone: ${typed(`jobs undo ${operation.id}`)}`]),
  ]
}

/** Asks the person at the terminal. Where nobody sits, only `--yes` says so. */
async function confirmed(cli: Cli, question: string): Promise<boolean> {
  if (canAsk(cli)) return saysYes(question)
  throw new CliError(
    'usage',
    `${question} Nobody is here to say so.`,
    'Nothing was changed. Add --yes where no terminal is.',
  )
}
