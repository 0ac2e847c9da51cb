import { formatCount, formatDuration } from '../format/index.ts'
import type { JobSpec } from '../job.ts'

/** What in a job works against itself, so that it will not do what was probably meant. */
export function cautionsOf(spec: JobSpec): string[] {
  const { budgets, policy } = spec
  if (spec.type !== 'test_runner_task') return []
  const { commands, timeout_sec, parallel } = spec.payload
  return [
    ...commands.flatMap((argv, at) => (argv[0] === '' ? [`Command ${at + 1} names no program.`] : [])),
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
    ...(timeout_sec > budgets.max_wall_time_sec
      ? [
          `A command may take ${secondsWords(timeout_sec)}, but the whole run ends after ${secondsWords(budgets.max_wall_time_sec)}.`,
        ]
      : []),
    ...(parallel === true && budgets.max_concurrency_slots === 1
      ? ['In parallel, but the budget allows one tool call at a time.']
      : []),
  ]
}

/** A length in seconds as people say it: `5 min`. */
export function secondsWords(count: number): string {
  return formatDuration(count * 1000)
    .replace(' min 00 s', ' min')
    .replace(' h 00 min', ' h')
}

/** `2 commands`. */
export function countWords(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? '' : 's'}`
}
