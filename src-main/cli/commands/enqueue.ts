import type { Job, JobSpec } from '#schemas'
import { createIds, formatDuration, shortId } from '#schemas/format'
import { waitingText } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { findingsLine, findingsOf } from '../demo/findings.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { didWell, type JobView, settle } from '../follow/settle.ts'
import { jobInput, type JobOptions } from '../job-input.ts'
import { printableLine } from '../output/printable.ts'
import { stateWord } from '../pages/job.ts'
import { jobCheckPage } from '../pages/job-check.ts'
import { type Api, LOOK, WORK, WRITE } from '../reach/api.ts'
import { handedJobId, keepJobId } from '../reach/handed-over.ts'
import { testedWorkers } from './sandbox.ts'
import { typed } from '../typed.ts'

export interface EnqueueOptions extends JobOptions {
  readonly demo?: boolean
  readonly wait?: boolean
  readonly dryRun?: boolean
}

/** A job that was asked for, and whether it is new. */
interface Enqueued {
  readonly job: Job
  readonly created: boolean
  readonly cautions: readonly string[]
}

/** Adds a job, or the three of the demo, and waits for them where that was asked. */
export async function enqueue(cli: Cli, options: EnqueueOptions): Promise<ExitCode> {
  requireOneSource(options)
  if (options.dryRun === true) return check(cli, options)
  const place = await cli.find(options.wait === true ? WORK : WRITE)
  const input = options.demo === true ? undefined : withIdentity(await jobInput(options, process.stdin))
  return place.withCore(async ({ api, live, until }) => {
    const enqueued = input === undefined ? await enqueueDemo(api) : [await api.jobs.enqueue(input)]
    cli.out.note(...enqueued.flatMap(({ cautions }) => cautions.map((caution) => `Attention: ${caution}`)))
    if (options.wait === true) return waitFor(cli, api, enqueued, until())
    cli.out.answer(answerOf(enqueued), () => enqueued.map((each) => enqueuedLine(each, cli)))
    if (!live) cli.out.note(`No core is running: ${typed('start')} or ${typed('worker')} works the queue.`)
    return EXIT.ok
  })
}

/** Says what the job would be allowed to do; nothing is added. */
async function check(cli: Cli, options: EnqueueOptions): Promise<ExitCode> {
  const place = await cli.find(LOOK)
  const input = await jobInput(options, process.stdin)
  return place.withCore(async ({ api, until }) => {
    await testedWorkers(api, until())
    const found = await api.jobs.check(input)
    cli.out.note(...found.cautions.map((caution) => `Attention: ${caution}`))
    cli.out.answer(found, () => jobCheckPage(found, cli.out))
    return found.refusal === null ? EXIT.ok : EXIT.failed
  })
}

function requireOneSource({ demo, jobFile, type, payload, dryRun, wait }: EnqueueOptions): void {
  const sources = [demo === true, jobFile !== undefined, type !== undefined].filter(Boolean)
  if (sources.length !== 1)
    throw new CliError('usage', 'Choose exactly one of --job-file, --type and --demo.', 'Nothing was added.')
  if (dryRun === true && (demo === true || wait === true))
    throw new CliError('usage', '--dry-run goes with --job-file or --type, and without --wait.', 'Nothing was added.')
  if (payload !== undefined && type === undefined)
    throw new CliError('usage', '--payload goes with --type.', 'Nothing was added. A job file has its payload in it.')
}

/** A job that can be told from another, so that sending it again, when nobody answered the first time, adds no second one. */
function withIdentity(job: JobSpec): JobSpec {
  if (job.id !== undefined || job.idempotency_key !== undefined) return job
  const id = handedJobId() ?? createIds().next('job')
  keepJobId(id)
  return { ...job, id }
}

async function enqueueDemo(api: Api): Promise<Enqueued[]> {
  const { jobs } = await api.demo.start()
  const views = await Promise.all(jobs.map((id) => api.jobs.get({ id })))
  return views.map(({ job }) => ({ job, created: true, cautions: [] }))
}

/** DALI's three members first. */
function answerOf(enqueued: readonly Enqueued[]) {
  const [first] = enqueued
  const known = { status: 'enqueued', job_id: first?.job.id, event_ts: first?.job.created_at }
  return enqueued.length === 1 ? { ...known, ...first } : { ...known, jobs: enqueued.map(({ job }) => job) }
}

function enqueuedLine({ job, created, cautions }: Enqueued, { out }: Cli): string {
  const title = `${job.type} ${printableLine(job.title)}`
  if (!created) return `Already there with the same content: job ${job.id}, ${stateWord(job, out)}: ${title}`
  const did = job.state === 'awaiting_approval' ? 'Added' : 'Queued'
  return [`${did} job ${job.id}: ${title}`, ...waitsText(job.waiting_reason, cautions)].join('. ')
}

/** Why it waits. That it starts is no news of a job which, by what was just said, will not do what was meant. */
function waitsText(reason: Job['waiting_reason'], cautions: readonly string[]): string[] {
  if (reason === null || (reason.code === 'starting' && cautions.length > 0)) return []
  return [waitingText(reason, Date.now())]
}

async function waitFor(cli: Cli, api: Api, enqueued: readonly Enqueued[], until: AbortSignal): Promise<ExitCode> {
  const ids = enqueued.map(({ job }) => job.id)
  cli.out.note(...enqueued.map((each) => enqueuedLine(each, cli)))
  const views = await settle(api, ids, until, {
    waits: (job, reason) => {
      const cautions = enqueued.find((each) => each.job.id === job.id)?.cautions ?? []
      cli.out.note(...waitsText(reason, cautions).map((text) => `${shortId(job.id)}: ${text}`))
    },
  })
  if (views.length < ids.length)
    throw new CliError(
      'interrupted',
      'Interrupted before the job ended.',
      `${typed(`jobs show ${shortId(ids[0] ?? '')}`)} says where it stands.`,
    )
  const lines = await Promise.all(views.map((view) => settledLine(cli, api, view)))
  const well = views.every(({ job }) => didWell(job))
  cli.out.answer(settledAnswer(views, enqueued, well), () => lines)
  return well ? EXIT.ok : EXIT.failed
}

function settledAnswer(views: readonly JobView[], enqueued: readonly Enqueued[], well: boolean) {
  const [first] = views
  const status = well ? 'complete' : 'failed'
  const known = { status, job_id: first?.job.id, event_ts: first?.job.created_at }
  return views.length === 1
    ? { ...known, created: enqueued[0]?.created, cautions: enqueued[0]?.cautions, ...first }
    : { ...known, jobs: views }
}

async function settledLine(cli: Cli, api: Api, view: JobView): Promise<string> {
  const { job } = view
  const found = findingsLine(await findingsOf(api, view))
  const took = job.usage === null ? '' : ` in ${formatDuration(job.usage.wall_ms)}`
  return `Job ${shortId(job.id)} ${stateWord(job, cli.out)}${took}. ${found}`
}
