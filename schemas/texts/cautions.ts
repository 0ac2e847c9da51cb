import { formatCount, formatDuration } from '../format/index.ts'
import type { JobSpec } from '../job.ts'

/** What in a job works against itself, so that it will not do what was probably meant. */
export function cautionsOf(spec: JobSpec): string[] {
  const { budgets, policy } = spec
  const commands = commandsOf(spec)
  if (commands.length === 0) return []
  const longest = Math.max(...commands.map(({ timeout_sec = 0 }) => timeout_sec))
  return [
    ...commands.flatMap(({ argv }, at) => (argv[0] === '' ? [`Command ${at + 1} names no program.`] : [])),
    ...(policy.allow_subprocess
      ? []
      : [
          'The policy allows no commands, so every command will be refused. Allow commands to run it (--allow-subprocess).',
        ]),
    ...(commands.length > budgets.max_tool_calls
      ? [
          `${countWords(commands.length, 'command')}, but the budget ends after ${countWords(budgets.max_tool_calls, 'tool call')}.`,
        ]
      : []),
    ...(longest > budgets.max_wall_time_sec
      ? [
          `A command may take ${secondsWords(longest)}, but the whole run ends after ${secondsWords(budgets.max_wall_time_sec)}.`,
        ]
      : []),
    ...(spec.type === 'test_runner_task' && spec.payload.parallel === true && budgets.max_concurrency_slots === 1
      ? ['In parallel, but the budget allows one tool call at a time.']
      : []),
  ]
}

/** The commands that a job will start, with the time each may take. */
function commandsOf(spec: JobSpec): readonly { readonly argv: readonly string[]; readonly timeout_sec?: number }[] {
  switch (spec.type) {
    case 'test_runner_task':
      return spec.payload.commands.map((argv) => ({ argv, timeout_sec: spec.payload.timeout_sec }))
    case 'shell_task':
      return spec.payload.steps.map(({ argv, timeout_sec }) => ({
        argv,
        ...(timeout_sec !== undefined && { timeout_sec }),
      }))
    case 'watchdog_task':
      return [{ argv: spec.payload.check, timeout_sec: spec.payload.check_timeout_sec }]
    case 'repo_index_task':
    case 'doc_compactor_task':
      return []
  }
}

/** A length in seconds as people say it: `5 min`. */
export function secondsWords(count: number): string {
  return formatDuration(count * 1000)
}

/** `2 commands`. */
export function countWords(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? '' : 's'}`
}
