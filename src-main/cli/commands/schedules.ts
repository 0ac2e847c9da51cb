import { type JobSpec, parseJsonText, type Schedule, type ScheduleDetail } from '#schemas'
import { formatDuration, shortId } from '#schemas/format'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { changedJob, readText, wholeJob } from '../job-input.ts'
import { printableLine } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
import {
  type Chained,
  firingRow,
  nextText,
  pausedLines,
  reasonLine,
  schedulePage,
  scheduleRow,
  stateWord,
} from '../pages/schedule.ts'
import { type Api, READ, WRITE } from '../reach/api.ts'
import { scheduleChanges, type ScheduleOptions, triggerOf } from '../schedule-input.ts'
import { typed } from '../typed.ts'

const MAX_SCHEDULE_BYTES = 4 * 1024 * 1024

export interface ListOptions {
  readonly state?: string
  readonly limit: number
  readonly cursor?: string
}

/** Schedules, the newest first. */
export async function list(cli: Cli, words: string | undefined, options: ListOptions): Promise<ExitCode> {
  const state = options.state?.split(',').map((each) => stateNamed(each.trim()))
  return cli.withCore(READ, async ({ api }) => {
    const page = await api.schedules.list({
      limit: options.limit,
      ...(state !== undefined && { state }),
      ...(words !== undefined && { words }),
      ...(options.cursor !== undefined && { cursor: options.cursor }),
    })
    cli.out.answer(page, () => [
      ...pausedLines(page.scheduler),
      ...(page.items.length === 0
        ? [
            words === undefined && state === undefined
              ? `No schedules yet. ${typed('schedules add')} adds one.`
              : 'None fits.',
          ]
        : table(
            page.items.map((schedule) => scheduleRow(schedule, cli.out)),
            cli.out.width,
          )),
      ...(page.next_cursor === null ? [] : [`More: add --cursor ${page.next_cursor}`]),
    ])
    return EXIT.ok
  })
}

/** One schedule and what became of it last. */
export async function show(cli: Cli, id: string): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const schedule = await api.schedules.get({ id })
    const chained = await chainedOf(api, schedule)
    cli.out.answer(schedule, () => schedulePage(schedule, chained, cli.out))
    return EXIT.ok
  })
}

/** Adds a schedule, which is off unless it is to be on at once. */
export async function add(cli: Cli, options: ScheduleOptions & { readonly on?: boolean }): Promise<ExitCode> {
  const spec = await given(options)
  return cli.withCore(WRITE, async ({ api }) => {
    const added = await api.schedules.create(spec)
    const schedule = options.on === true ? await enabled(api, added.id) : added
    const chained = await chainedOf(api, schedule)
    cli.out.answer(schedule, () => [
      ...schedulePage(schedule, chained, cli.out),
      ...(schedule.state === 'on'
        ? []
        : [`It is off. ${typed(`schedules enable ${shortId(schedule.id)}`)} switches it on.`]),
    ])
    return EXIT.ok
  })
}

async function enabled(api: Api, id: string): Promise<ScheduleDetail> {
  await api.schedules.enable({ id })
  return api.schedules.get({ id })
}

async function chainedOf(api: Api, { id, after }: ScheduleDetail): Promise<Chained> {
  if (after.length === 0) return { names: new Map(), caution: null }
  const { nodes } = await api.chains.show({ schedule: id })
  return {
    names: new Map(nodes.map(({ schedule, name }) => [schedule, name])),
    caution: nodes.find(({ schedule }) => schedule === id)?.caution ?? null,
  }
}

/** Changes a schedule: what the options say, or the whole from a file with the options over it. */
export async function edit(cli: Cli, id: string, options: ScheduleOptions): Promise<ExitCode> {
  if (Object.keys(options).length === 0)
    throw new CliError('usage', 'Say what to change, or give the whole schedule with --file.', 'Nothing was changed.')
  const whole = await fromFile(options)
  const job = await wholeJob(options, process.stdin)
  return cli.withCore(WRITE, async ({ api }) => {
    const found = await api.schedules.get({ id })
    const before = whole ?? found.spec
    if (before === null)
      throw new CliError(
        'invalid_input',
        `What ${printableLine(found.name)} was asked to do cannot be read any more.`,
        'Nothing was changed. Give the whole schedule with --file.',
      )
    const spec = changed({ ...before }, options, job)
    const schedule = await api.schedules.edit({ id: found.id, revision: found.revision, spec })
    const chained = await chainedOf(api, schedule)
    cli.out.answer(schedule, () => schedulePage(schedule, chained, cli.out))
    return EXIT.ok
  })
}

type Verb = 'enable' | 'disable' | 'pause' | 'resume'

/** Switches schedules on or off, pauses them or lets them go on. */
export async function move(cli: Cli, verb: Verb, ids: readonly string[]): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const moved: Schedule[] = []
    // One after the other, so that the answers stand in the order of the ids.
    for (const id of ids) moved.push(await api.schedules[verb]({ id }))
    cli.out.answer(moved.length === 1 ? moved[0] : { schedules: moved }, () =>
      moved.map((schedule) => `${printableLine(schedule.name)}: ${stateWord(schedule, cli.out)}${nextText(schedule)}`),
    )
    return EXIT.ok
  })
}

/** Pauses all of them at once, or ends that. */
export async function moveAll(cli: Cli, verb: 'pauseAll' | 'resumeAll'): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const scheduler = await api.schedules[verb]()
    cli.out.answer(scheduler, () =>
      scheduler.paused ? pausedLines(scheduler) : ['Schedules fire again, each as it was before the pause.'],
    )
    return EXIT.ok
  })
}

/** Deletes one; its history stays. */
export async function remove(cli: Cli, id: string): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const removed = await api.schedules.remove({ id })
    cli.out.answer(removed, () => [`Deleted schedule ${removed.removed}. Its firings and jobs stay.`])
    return EXIT.ok
  })
}

/** Fires one now. */
export async function runNow(
  cli: Cli,
  id: string,
  { key, parameters }: { readonly key?: string; readonly parameters?: string },
): Promise<ExitCode> {
  const values = parameters === undefined ? undefined : valuesIn(parameters)
  return cli.withCore(WRITE, async ({ api, live }) => {
    const firing = await api.schedules.runNow({
      id,
      ...(key !== undefined && { key }),
      ...(values !== undefined && { parameters: values }),
    })
    cli.out.answer(firing, () => [
      firing.job === null
        ? `Firing ${shortId(firing.id)}: ${reasonLine(firing)}`
        : `Job ${firing.job}: ${printableLine(firing.schedule_name)}`,
    ])
    if (!live) cli.out.note(`No core is running: ${typed('start')} or ${typed('worker')} works the queue.`)
    return EXIT.ok
  })
}

export interface PreviewOptions extends ScheduleOptions {
  readonly count: number
}

/** When a schedule fires next, or would at the times that the options say. */
export async function preview(cli: Cli, id: string | undefined, options: PreviewOptions): Promise<ExitCode> {
  const asked = triggerOf(options)
  return cli.withCore(READ, async ({ api }) => {
    const schedule = id === undefined ? undefined : await api.schedules.get({ id })
    const spec = schedule?.spec
    const trigger = asked ?? spec?.trigger
    if (trigger === undefined)
      throw new CliError(
        'usage',
        'Say which schedule, or when it fires: --cron, --every, --at, --in or --daily.',
        'Nothing was done.',
      )
    const found = await api.schedules.preview({
      trigger,
      zone: options.zone ?? spec?.zone ?? 'UTC',
      jitter_s: spec?.jitter_s ?? 0,
      blackouts: spec?.blackouts ?? [],
      ...(schedule !== undefined && { schedule: schedule.id }),
      count: options.count,
    })
    cli.out.answer(found, () => [
      `${printableLine(found.words)}.`,
      ...(found.problem === null ? [] : [`${found.problem.message} ${found.problem.remedy}`]),
      ...table(
        found.occurrences.map(({ local, offset, shift, blackout, due_at, at }) => [
          `${local} ${offset}`,
          [
            describeTime(due_at, Date.now()),
            ...(at === due_at
              ? []
              : [`starts ${formatDuration(Date.parse(at) - Date.parse(due_at))} later, by its spread`]),
            ...(shift === null ? [] : [SHIFTS[shift]]),
            ...(blackout ? ['in a blackout'] : []),
          ].join(', '),
        ]),
        cli.out.width,
      ),
    ])
    return found.problem === null ? EXIT.ok : EXIT.failed
  })
}

const SHIFTS = {
  moved: 'moved, since the clocks are set',
  first_of_two: 'the first of two, since the clocks are set',
  second_of_two: 'the second of two, since the clocks are set',
} as const

export interface FiringOptions {
  readonly state?: string
  readonly limit: number
  readonly cursor?: string
}

/** What became of firings, the newest first. */
export async function firings(cli: Cli, schedule: string | undefined, options: FiringOptions): Promise<ExitCode> {
  const state = options.state === undefined ? undefined : firingStateNamed(options.state)
  return cli.withCore(READ, async ({ api }) => {
    const found = await api.firings.list({
      limit: options.limit,
      ...(schedule !== undefined && { schedule }),
      ...(state !== undefined && { state }),
      ...(options.cursor !== undefined && { cursor: options.cursor }),
    })
    cli.out.answer(found, () => [
      ...(found.items.length === 0
        ? ['None yet.']
        : table(
            found.items.map((firing) => firingRow(firing, cli.out)),
            cli.out.width,
          )),
      ...(found.next_cursor === null ? [] : [`More: add --cursor ${found.next_cursor}`]),
    ])
    return EXIT.ok
  })
}

/** A whole schedule from a file with the options over it, or one made of the options. */
async function given(options: ScheduleOptions): Promise<Record<string, unknown>> {
  const whole = await fromFile(options)
  if (
    whole === undefined &&
    (options.name === undefined || (options.jobFile === undefined) === (options.type === undefined))
  )
    throw new CliError(
      'usage',
      `${missingWords(options)} is missing.`,
      'Nothing was added. A whole schedule can be given with --file.',
    )
  return changed(whole ?? { trigger: { kind: 'manual' } }, options, await wholeJob(options, process.stdin))
}

/** A schedule with what the options say put over it, of its job too. */
function changed(spec: Record<string, unknown>, options: ScheduleOptions, whole: JobSpec | undefined) {
  const job = whole ?? changedJob(spec['job'], options)
  return { ...spec, ...scheduleChanges(options), ...(job !== undefined && { job }) }
}

function missingWords({ name, jobFile, type }: ScheduleOptions): string {
  if (name === undefined) return 'Its name, --name,'
  return jobFile !== undefined && type !== undefined
    ? 'The choice between --job-file and --type, of which one says what its job is,'
    : 'Its job, --type or --job-file,'
}

async function fromFile({ file, jobFile }: ScheduleOptions): Promise<Record<string, unknown> | undefined> {
  if (file === undefined) return undefined
  if (file === '-' && jobFile === '-')
    throw new CliError('usage', 'Only one of --file and --job-file can read standard input.', 'Nothing was changed.')
  const found = parseJsonText(await readText(file, process.stdin), 'schedule', MAX_SCHEDULE_BYTES)
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return { ...found }
  throw new CliError('invalid_input', 'A schedule is a JSON object.', 'Nothing was changed.')
}

function valuesIn(text: string): Record<string, never> {
  const found = parseJsonText(text, 'list of values', MAX_SCHEDULE_BYTES)
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return { ...found }
  throw new CliError('invalid_input', '--parameters takes a JSON object.', 'Nothing was started.')
}

const STATES = ['on', 'off', 'paused', 'tripped'] as const
const FIRING_STATES = ['waiting', 'enqueued', 'refused', 'missed', 'cancelled'] as const

function stateNamed(name: string) {
  return named(name, STATES)
}

function firingStateNamed(name: string) {
  return named(name, FIRING_STATES)
}

function named<T extends string>(name: string, known: readonly T[]): T {
  const found = known.find((each) => each === name)
  if (found !== undefined) return found
  throw new CliError(
    'usage',
    `There is no state “${printableLine(name)}”. States: ${known.join(', ')}.`,
    'Nothing was done.',
  )
}
