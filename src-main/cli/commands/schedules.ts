import { type Firing, parseJsonText, type Schedule, type ScheduleDetail, type Scheduler } from '#schemas'
import { formatDuration, shortId } from '#schemas/format'
import { firingReasonText, firingStateTexts, jobStateTexts, scheduleStateTexts } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { jobInput, readText } from '../job-input.ts'
import { counted } from '../output/counted.ts'
import type { Output } from '../output/output.ts'
import { printableLine } from '../output/printable.ts'
import { fields, table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
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
            page.items.map((schedule) => row(schedule, cli.out)),
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
    const names = await namesOf(api, schedule)
    cli.out.answer(schedule, () => page(schedule, names, cli.out))
    return EXIT.ok
  })
}

/** Adds a schedule, which is off unless it is to be on at once. */
export async function add(cli: Cli, options: ScheduleOptions & { readonly on?: boolean }): Promise<ExitCode> {
  const spec = await given(options)
  return cli.withCore(WRITE, async ({ api }) => {
    const added = await api.schedules.create(spec)
    const schedule = options.on === true ? await enabled(api, added.id) : added
    const names = await namesOf(api, schedule)
    cli.out.answer(schedule, () => [
      ...page(schedule, names, cli.out),
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

/** Names of the schedules it follows, by their ids. */
async function namesOf(api: Api, { id, after }: ScheduleDetail): Promise<ReadonlyMap<string, string>> {
  if (after.length === 0) return new Map()
  const { nodes } = await api.chains.show({ schedule: id })
  return new Map(nodes.map(({ schedule, name }) => [schedule, name]))
}

/** Changes a schedule: what the options say, or the whole from a file. */
export async function edit(cli: Cli, id: string, options: ScheduleOptions): Promise<ExitCode> {
  const whole = options.file === undefined ? undefined : await fromFile(options.file)
  const job =
    options.jobFile === undefined && options.type === undefined ? undefined : await jobInput(options, process.stdin)
  return cli.withCore(WRITE, async ({ api }) => {
    const found = await api.schedules.get({ id })
    const spec = { ...(whole ?? found.spec), ...scheduleChanges(options), ...(job !== undefined && { job }) }
    const schedule = await api.schedules.edit({ id: found.id, revision: found.revision, spec })
    const names = await namesOf(api, schedule)
    cli.out.answer(schedule, () => page(schedule, names, cli.out))
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

/** When a schedule fires next, or one would that is described by the options. */
export async function preview(cli: Cli, id: string | undefined, options: PreviewOptions): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const spec = id === undefined ? undefined : (await api.schedules.get({ id })).spec
    const trigger = triggerOf(options) ?? spec?.trigger
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
      count: options.count,
    })
    cli.out.answer(found, () => [
      `${printableLine(found.words)}.`,
      ...(found.problem === null ? [] : [`${found.problem.message} ${found.problem.remedy}`]),
      ...table(
        found.occurrences.map(({ local, offset, shift, blackout, due_at }) => [
          `${local} ${offset}`,
          [
            describeTime(due_at, Date.now()),
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

/** A whole schedule from a file, or one made of the options. */
async function given(options: ScheduleOptions): Promise<Record<string, unknown>> {
  if (options.file !== undefined) return { ...(await fromFile(options.file)), ...scheduleChanges(options) }
  if (options.name === undefined || (options.jobFile === undefined) === (options.type === undefined))
    throw new CliError(
      'usage',
      `${missingWords(options)} is missing.`,
      'Nothing was added. A whole schedule can be given with --file.',
    )
  return { trigger: { kind: 'manual' }, ...scheduleChanges(options), job: await jobInput(options, process.stdin) }
}

function missingWords({ name, jobFile, type }: ScheduleOptions): string {
  if (name === undefined) return 'Its name, --name,'
  return jobFile !== undefined && type !== undefined
    ? 'The choice between --job-file and --type, of which one says what its job is,'
    : 'Its job, --type or --job-file,'
}

async function fromFile(path: string): Promise<Record<string, unknown>> {
  const found = parseJsonText(await readText(path, process.stdin), 'schedule', MAX_SCHEDULE_BYTES)
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

function pausedLines({ paused, since }: Scheduler): string[] {
  return paused ? [`All schedules are paused${since === null ? '' : ` since ${describeTime(since, Date.now())}`}.`] : []
}

function stateWord({ state }: Pick<Schedule, 'state'>, out: Output): string {
  const { word, tone } = scheduleStateTexts[state]
  return out.tone(tone, word)
}

function nextText({ next }: Pick<Schedule, 'next'>): string {
  return next === null ? '' : `, next ${describeTime(next.at, Date.now())}`
}

function row(schedule: Schedule, out: Output): string[] {
  const next = schedule.next === null ? '–' : describeTime(schedule.next.at, Date.now())
  return [
    shortId(schedule.id),
    stateWord(schedule, out),
    printableLine(schedule.name),
    printableLine(schedule.words),
    next,
  ]
}

const OVERLAPS: Record<Schedule['overlap'], string> = {
  skip: 'the next firing is refused',
  queue: 'the next firing waits',
  allow: 'the next firing starts beside it',
  replace: 'the next firing takes its place',
}

function page(schedule: ScheduleDetail, names: ReadonlyMap<string, string>, out: Output): string[] {
  const last = schedule.last.slice(0, 10)
  return [
    ...fields([
      ['Schedule', `${printableLine(schedule.name)} (${schedule.id})`],
      ['State', `${stateWord(schedule, out)}${nextText(schedule)}`],
      ['Fires', printableLine(schedule.words)],
      ...(schedule.after.length === 0
        ? []
        : [
            [
              'After',
              schedule.after
                .map(({ parent, on }) => `${printableLine(names.get(parent) ?? parent)} (${on})`)
                .join(', '),
            ] as const,
          ]),
      ['Job', `${schedule.job.type} ${printableLine(schedule.job.title)}`],
      ['While one runs', OVERLAPS[schedule.overlap]],
      ['Failures in a row', String(schedule.consecutive_failures)],
      ['Revision', String(schedule.revision)],
      ...(schedule.open_jobs.length === 0 ? [] : [['Not over', schedule.open_jobs.join(', ')] as const]),
      ...(schedule.waiting === 0 ? [] : [['Waiting', counted(schedule.waiting, 'firing', 'firings')] as const]),
    ]),
    ...(last.length === 0
      ? []
      : [
          '',
          ...table(
            last.map((firing) => firingRow(firing, out)),
            out.width,
          ),
        ]),
  ]
}

function firingRow(firing: Firing, out: Output): string[] {
  const { word, tone } = firingStateTexts[firing.state]
  const result = firing.result === null ? undefined : jobStateTexts[firing.result.state]
  return [
    shortId(firing.id),
    result === undefined ? out.tone(tone, word) : out.tone(result.tone, result.word),
    describeTime(firing.due_at, Date.now()),
    firing.kind,
    firing.job === null ? reasonLine(firing) : `job ${shortId(firing.job)}`,
  ]
}

function reasonLine({ reason, message, count, wait_until }: Firing): string {
  const said = message ?? (reason === null ? '' : firingReasonText(reason))
  const times = count === 1 ? '' : `${count} times: `
  const until =
    wait_until === null ? '' : ` Tried again in ${formatDuration(Math.max(0, Date.parse(wait_until) - Date.now()))}.`
  return `${times}${printableLine(said)}${until}`
}
