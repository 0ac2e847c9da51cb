import { shortId } from '#schemas/format'
import type { Job, OperationAct } from '#schemas'
import type { Cli } from '../cli.ts'
import { EXIT, exitCodeOf, type ExitCode } from '../exit-codes.ts'
import { CliError, failureLines, failureOf } from '../failure.ts'
import { type FilterOptions, jobFilter } from '../job-filter.ts'
import { jobPage, jobRows, stateWord } from '../pages/job.ts'
import { type Api, READ } from '../reach/api.ts'
import { bulk } from './bulk.ts'
import { typed } from '../typed.ts'

export interface ListOptions extends FilterOptions {
  readonly limit: number
  readonly cursor?: string
  readonly oldest?: boolean
}

/** Which jobs a change is for: named ones, or all that match a filter. */
export interface ChangeOptions {
  readonly filter?: string
  readonly yes?: boolean
}

/** A page of jobs. */
export async function list(cli: Cli, words: readonly string[], options: ListOptions): Promise<ExitCode> {
  const filter = jobFilter(words, options, Date.now())
  return cli.withCore(READ, async ({ api }) => {
    const { limit, cursor } = options
    const order = options.oldest === true ? 'oldest' : 'newest'
    const page = await api.jobs.list({ limit, order, ...(cursor && { cursor }), ...(filter && { filter }) })
    cli.out.answer(page, () => [
      ...(page.items.length === 0
        ? [filter ? 'No job matches.' : `No jobs yet. ${typed('demo')} runs three; ${typed('enqueue')} adds one.`]
        : jobRows(page.items, Date.now(), cli.out)),
      ...(page.next_cursor === null ? [] : [`More: add --cursor ${page.next_cursor}`]),
    ])
    return EXIT.ok
  })
}

/** One job with its runs and artifacts. */
export async function show(cli: Cli, id: string): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const found = await api.jobs.get({ id })
    cli.out.answer(found, () => jobPage(found, Date.now(), cli.out))
    return EXIT.ok
  })
}

type Change = (cli: Cli, ids: readonly string[], options: ChangeOptions) => Promise<ExitCode>

/** Cancels jobs. */
export const cancel: Change = (cli, ids, options) =>
  change(cli, 'cancel', ids, options, (api, id) => api.jobs.cancel({ id }))

/** Queues jobs again, with all their attempts. */
export const retry: Change = (cli, ids, options) =>
  change(cli, 'retry', ids, options, (api, id) => api.jobs.retry({ id }))

/** Lets waiting jobs go now. */
export const requeue: Change = (cli, ids, options) =>
  change(cli, 'requeue', ids, options, (api, id) => api.jobs.requeue({ id }))

/** Changes the priority of jobs. */
export function priority(
  cli: Cli,
  ids: readonly string[],
  options: ChangeOptions & { readonly to: number },
): Promise<ExitCode> {
  const { to } = options
  return change(cli, 'priority', ids, options, (api, id) => api.jobs.setPriority({ id, priority: to }), to)
}

/** Named jobs are changed each for itself; all that match a filter, in one operation after its preview. */
function change(
  cli: Cli,
  act: OperationAct,
  ids: readonly string[],
  { filter, yes = false }: ChangeOptions,
  each: (api: Api, id: string) => Promise<{ job: Job }>,
  to?: number,
): Promise<ExitCode> {
  if ((filter === undefined) === (ids.length === 0))
    throw new CliError(
      'usage',
      'Say which jobs: their ids, or --filter with the words of the console’s filter line.',
      'Nothing was changed. Give one of the two.',
    )
  return filter === undefined ? changeEach(cli, ids, each) : bulk(cli, act, { filter, yes }, to)
}

/** One id fails as a command fails; of several, those that can are changed and the others are named. */
async function changeEach(
  cli: Cli,
  ids: readonly string[],
  change: (api: Api, id: string) => Promise<{ job: Job }>,
): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const jobs: Job[] = []
    const failed: { id: string; error: ReturnType<typeof failureOf> }[] = []
    for (const id of ids) {
      try {
        // One after the other, so that the answers stand in the order of the ids.
        jobs.push((await change(api, id)).job)
      } catch (error) {
        if (ids.length === 1) throw error
        failed.push({ id, error: failureOf(error) })
      }
    }
    cli.out.answer(ids.length === 1 ? { job: jobs[0] } : { jobs, failed }, () => [
      ...jobs.map((job) => changedLine(job, stateWord(job, cli.out))),
      ...failed.flatMap(({ error }) => failureLines(error)),
    ])
    const [first] = failed
    return first === undefined ? EXIT.ok : exitCodeOf(first.error.code)
  })
}

function changedLine(job: Job, word: string): string {
  const stops = job.cancel_requested && job.state === 'running' ? ' and told to stop; it ends at its next step' : ''
  const priority = job.priority === 0 ? '' : `, priority ${job.priority}`
  return `Job ${shortId(job.id)}: ${word}${stops}${priority}`
}
