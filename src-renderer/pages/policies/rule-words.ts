import type { ApprovalMatch, ApprovalRuleSpec, DispatchKind } from '#schemas'
import { formatBytes, formatCount, formatDuration } from '#schemas/format'
import { argvPatternText, typeLabel } from '#schemas/texts'
import { actorWords } from '../../facts/index.ts'

/** Names of schedules by their ids. */
export type ScheduleNames = ReadonlyMap<string, string>

/** What a rule asks about, as one sentence. */
export function ruleWords({ at, match }: Pick<ApprovalRuleSpec, 'at' | 'match'>, schedules: ScheduleNames): string {
  const what = at === 'step' ? 'Each step with an effect' : 'Every job'
  const clauses = clausesOf(match, schedules)
  return clauses.length === 0 ? `${what}.` : `${what} ${clauses.join(', ')}.`
}

function clausesOf(match: ApprovalMatch, schedules: ScheduleNames): string[] {
  const { types, workspaces, dispatch, schedules: ids, tools, argv, network, above, actors } = match
  return [
    types && `of type ${either(types.map(typeLabel))}`,
    workspaces && `in ${either(workspaces)}`,
    dispatch && `started ${either(dispatch.map((kind) => dispatchWords[kind]))}`,
    ids && `of the schedule ${either(ids.map((id) => schedules.get(id) ?? id.slice(-8)))}`,
    tools && `with the tool ${either(tools)}`,
    argv && `with ${argvPatternText(argv)}`,
    network && 'that may reach hosts it names',
    above && `that may use ${either(limitsOf(above))}`,
    actors && `added by ${either(actors.map(actorWords))}`,
  ].filter((clause) => clause !== undefined)
}

/** How a job came to start, after «started». */
export const dispatchWords: Record<DispatchKind, string> = {
  schedule: 'by a schedule',
  manual: 'by run now',
  chain: 'by a job before it',
  retry: 'by a retry of yours',
  api: 'by whoever adds it',
}

function limitsOf(above: NonNullable<ApprovalMatch['above']>): string[] {
  const {
    max_wall_time_sec: wall,
    max_output_bytes: output,
    max_tool_calls: calls,
    max_memory_bytes: memory,
    ...others
  } = above
  return [
    wall === undefined ? undefined : `more than ${formatDuration(wall * 1000)}`,
    calls === undefined ? undefined : `more than ${formatCount(calls)} tool calls`,
    output === undefined ? undefined : `more than ${formatBytes(output)} of output`,
    memory === undefined ? undefined : `more than ${formatBytes(memory)} of memory`,
    ...Object.entries(others).map(([name, value]) => `${name} above ${formatCount(value ?? 0)}`),
  ].filter((limit) => limit !== undefined)
}

function either(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}
