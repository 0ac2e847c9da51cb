import { asksForNetwork, type JobSpec, type JobType, secretsSentence, taskTypes } from '#schemas'
import { formatBytes, formatCount } from '#schemas/format'
import { cautionsOf, countWords as count, secondsWords as seconds } from '#schemas/texts'

/** What a job would be allowed to do, in sentences, and what in it works against itself. */
export interface MayDo {
  readonly will: readonly string[]
  readonly willNot: readonly string[]
  /** The part of what it may not that is about tools, which commands have no share in. */
  readonly toolsOnly: readonly string[]
  readonly limits: readonly string[]
  readonly cautions: readonly string[]
}

type PayloadOf<T extends JobType> = Extract<JobSpec, { type: T }>['payload']

const deeds: { [T in JobType]: (payload: PayloadOf<T>) => string[] } = {
  repo_index_task: ({ include_globs, max_files, max_file_bytes }) => [
    `List the tracked files that match ${include_globs.join(', ')}.`,
    `Read up to ${formatBytes(max_file_bytes)} of each, ${formatCount(max_files)} files at most.`,
  ],
  test_runner_task: ({ commands, timeout_sec, parallel }) => [
    `Start ${count(commands.length, 'command')}${commands.length < 2 ? '' : parallel === true ? ' in parallel' : ', one after the other'}, each for at most ${seconds(timeout_sec)}.`,
  ],
  doc_compactor_task: ({ inputs, max_input_bytes, max_output_bytes }) => [
    `Read ${count(inputs.length, 'document')}, ${formatBytes(max_input_bytes)} together at most.`,
    `Write one document of at most ${formatBytes(max_output_bytes)} for your review.`,
  ],
  shell_task: ({ steps, env = {} }) => [
    `Start ${count(steps.length, 'command')}${steps.length < 2 ? '' : ', one after the other until one fails'}.`,
    ...(Object.keys(env).length === 0 ? [] : [`Give them ${Object.keys(env).join(', ')}.`]),
  ],
  watchdog_task: ({ target, timeout_min, self_destruct }) => [
    `Start 1 command that tells how ${target} stands.`,
    `Alert you when ${target} is stuck, at the latest ${seconds(timeout_min * 60)} after its start${self_destruct ? ', or finished; then the watchdog ends' : ', or finished'}.`,
  ],
}

/** What they start is said with what they do. */
const STARTS_COMMANDS: ReadonlySet<JobType> = new Set<JobType>(['test_runner_task', 'shell_task', 'watchdog_task'])

export function mayDo(spec: JobSpec): MayDo {
  const { policy, budgets } = spec
  const hasNetwork = asksForNetwork(policy, spec.compat ?? null)
  const type = taskTypes[spec.type]
  const further = policy.allowed_tools
  const toolsOnly = further.length > 0 ? [] : [`Call any tool but ${type.tools.join(', ')}.`]
  return {
    will: [
      ...deedsOf(spec),
      ...(!STARTS_COMMANDS.has(spec.type) && policy.allow_subprocess ? ['Start commands.'] : []),
      ...(hasNetwork ? ['Use the network.'] : []),
      ...((policy.secrets?.length ?? 0) > 0 ? [secretsSentence(policy.secrets ?? [])] : []),
      ...(further.length > 0 ? [`Call ${further.join(', ')} besides ${type.tools.join(', ')}.`] : []),
    ],
    willNot: [
      ...(policy.allow_subprocess ? [] : ['Start commands.']),
      ...(hasNetwork ? [] : ['Use the network.']),
      ...toolsOnly,
    ],
    toolsOnly,
    limits: [
      `${seconds(budgets.max_wall_time_sec)} in all`,
      count(budgets.max_tool_calls, 'tool call'),
      `${formatBytes(budgets.max_output_bytes)} of output`,
      count(spec.max_attempts, 'attempt'),
    ],
    cautions: cautionsOf(spec),
  }
}

function deedsOf(spec: JobSpec): string[] {
  switch (spec.type) {
    case 'repo_index_task':
      return deeds[spec.type](spec.payload)
    case 'test_runner_task':
      return deeds[spec.type](spec.payload)
    case 'doc_compactor_task':
      return deeds[spec.type](spec.payload)
    case 'shell_task':
      return deeds[spec.type](spec.payload)
    case 'watchdog_task':
      return deeds[spec.type](spec.payload)
  }
}
