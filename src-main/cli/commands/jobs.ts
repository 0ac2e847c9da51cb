import { shortId } from '#schemas/format'
import type { Job } from '#schemas'
import type { Cli } from '../cli.ts'
import { EXIT, exitCodeOf, type ExitCode } from '../exit-codes.ts'
import { failureLines, failureOf } from '../failure.ts'
import { type FilterOptions, jobFilter } from '../job-filter.ts'
import { jobPage, jobRows, stateWord } from '../pages/job.ts'
import { type Api, READ } from '../reach/api.ts'

export interface ListOptions extends FilterOptions {
  readonly limit: number
  readonly cursor?: string
}

/** A page of jobs, newest first. */
export async function list(cli: Cli, words: readonly string[], options: ListOptions): Promise<ExitCode> {
  const filter = jobFilter(words, options, Date.now())
  return cli.withCore(READ, async ({ api }) => {
    const { limit, cursor } = options
    const page = await api.jobs.list({ limit, ...(cursor && { cursor }), ...(filter && { filter }) })
    cli.out.answer(page, () => [
      ...(page.items.length === 0
        ? [filter ? 'No job matches.' : 'No jobs yet. `interlock demo` runs three; `interlock enqueue` adds one.']
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

/** Cancels jobs, each for itself. */
export function cancel(cli: Cli, ids: readonly string[]): Promise<ExitCode> {
  return changeEach(cli, ids, (api, id) => api.jobs.cancel({ id }))
}

/** Queues jobs again, each for itself. */
export function retry(cli: Cli, ids: readonly string[]): Promise<ExitCode> {
  return changeEach(cli, ids, (api, id) => api.jobs.retry({ id }))
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
  return `Job ${shortId(job.id)}: ${word}${stops}`
}
