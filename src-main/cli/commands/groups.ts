import { groupInputSchema, heartbeatSchema, parseInput, type TaskGroup } from '#schemas'
import { groupStateTexts, memberStateTexts } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { printableLine } from '../output/printable.ts'
import { fields, table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
import { READ, WRITE } from '../reach/api.ts'

export interface GroupOptions {
  readonly timeoutS: number
  readonly stuckAfterS: number
  readonly deliverTo: string
}

/** Task groups, newest first. */
export async function list(cli: Cli, { limit }: { limit: number }): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const page = await api.groups.list({ limit })
    cli.out.answer(page, () =>
      page.items.length === 0 ? ['No task groups.'] : table(page.items.map(row), cli.out.width),
    )
    return EXIT.ok
  })
}

/** A task group with its members. */
export async function show(cli: Cli, id: string): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const group = await api.groups.get({ id })
    cli.out.answer(group, () => lines(group))
    return EXIT.ok
  })
}

/** Starts a task group. */
export async function start(
  cli: Cli,
  name: string,
  members: readonly string[],
  { timeoutS, stuckAfterS, deliverTo }: GroupOptions,
): Promise<ExitCode> {
  const input = parseInput(
    groupInputSchema,
    { name, members: membersOf(members), timeout_s: timeoutS, stuck_after_s: stuckAfterS, deliver_to: deliverTo },
    'group',
  )
  return cli.withCore(WRITE, async ({ api }) => {
    const group = await api.groups.start(input)
    cli.out.answer(group, () => lines(group))
    return EXIT.ok
  })
}

/** A member goes on, is done or has failed. */
export async function heartbeat(
  cli: Cli,
  group: string,
  member: string,
  state: string,
  { note }: { note?: string },
): Promise<ExitCode> {
  const beat = parseInput(heartbeatSchema, { group, member, state, ...(note !== undefined && { note }) }, 'heartbeat')
  return cli.withCore(READ, async ({ api }) => {
    const now = await api.groups.heartbeat(beat)
    cli.out.answer(now, () => lines(now))
    return EXIT.ok
  })
}

/** `name`, or `name=job-id`. */
export function membersOf(typed: readonly string[]): { name: string; job?: string }[] {
  return typed.map((each) => {
    const [name = '', job] = each.split('=', 2)
    return { name, ...(job !== undefined && { job }) }
  })
}

function row(group: TaskGroup): string[] {
  const done = group.members.filter(({ state }) => state === 'completed').length
  return [
    group.id,
    groupStateTexts[group.state].word,
    `${done} of ${group.members.length} completed`,
    describeTime(group.created_at, Date.now()),
    printableLine(group.name),
  ]
}

function lines(group: TaskGroup): string[] {
  return [
    printableLine(group.name),
    ...fields([
      ['id', group.id],
      ['state', groupStateTexts[group.state].word],
      ['until', describeTime(group.deadline, Date.now())],
      ['told', group.deliver_to],
    ]),
    '',
    ...table(
      group.members.map((member) => [
        member.name,
        memberStateTexts[member.state].word,
        member.last_seen_at === null ? '' : describeTime(member.last_seen_at, Date.now()),
        member.alerted_at !== null ? 'stuck' : member.steered_at !== null ? 'steered' : '',
        printableLine(member.note ?? ''),
      ]),
    ),
  ]
}
