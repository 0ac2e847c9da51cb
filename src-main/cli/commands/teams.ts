import { groupInputSchema, parseInput, type TeamTask } from '#schemas'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { printableLine } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
import { READ, WRITE } from '../reach/api.ts'
import { typed } from '../typed.ts'
import { membersOf } from './groups.ts'

/** Teams of agents. */
export async function list(cli: Cli): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const teams = await api.teams.list()
    cli.out.answer(teams, () =>
      teams.length === 0
        ? [`No teams yet. ${typed('teams set NAME AGENT…')} makes one.`]
        : table(
            teams.map(({ name, members, open, blocked }) => [
              name,
              `${open} open, ${blocked} blocked`,
              members.join(' '),
            ]),
          ),
    )
    return EXIT.ok
  })
}

/** Makes a team, or sets its members. */
export async function set(cli: Cli, name: string, members: readonly string[]): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const team = await api.teams.set({ name, members: [...members] })
    cli.out.answer(team, () => [`${name} is ${team.members.join(', ')}.`])
    return EXIT.ok
  })
}

/** Removes a team. */
export async function remove(cli: Cli, name: string): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const gone = await api.teams.remove({ name })
    cli.out.answer(gone, () => [`${name} is removed; its tasks stay.`])
    return EXIT.ok
  })
}

/** Tasks of a team. */
export async function tasks(cli: Cli, team: string): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const found = await api.teams.tasks({ team })
    cli.out.answer(found, () => (found.length === 0 ? ['No tasks.'] : table(found.map(row), cli.out.width)))
    return EXIT.ok
  })
}

/** Gives a team a task. */
export async function addTask(
  cli: Cli,
  team: string,
  title: string,
  { gate, timeoutS }: { gate?: readonly string[]; timeoutS: number },
): Promise<ExitCode> {
  const group =
    gate === undefined
      ? undefined
      : parseInput(groupInputSchema, { name: title, members: membersOf(gate), timeout_s: timeoutS }, 'gate')
  return cli.withCore(WRITE, async ({ api }) => {
    const task = await api.teams.addTask({ team, title, ...(group !== undefined && { gate: group }) })
    cli.out.answer(task, () => [row(task).join('  ')])
    return EXIT.ok
  })
}

/** A task is done, or has failed. */
export async function endTask(cli: Cli, id: string, state: string): Promise<ExitCode> {
  if (state !== 'completed' && state !== 'failed')
    throw new CliError('usage', `A task does not end ${state}.`, 'Say completed or failed.')
  return cli.withCore(READ, async ({ api }) => {
    const task = await api.teams.endTask({ id, state })
    cli.out.answer(task, () => [row(task).join('  ')])
    return EXIT.ok
  })
}

function row(task: TeamTask): string[] {
  const gate = task.gate === null ? '' : `gate ${task.gate.state} (${task.gate.group})`
  return [task.id, task.state, gate, describeTime(task.created_at, Date.now()), printableLine(task.title)]
}
