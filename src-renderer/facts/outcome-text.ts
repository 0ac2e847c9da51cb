import type { Budgets, Job } from '#schemas'
import { formatBytes, formatCount, formatDuration } from '#schemas/format'
import { formatKept } from '../components/index.ts'

const BUDGETS = ['max_wall_time_sec', 'max_tool_calls', 'max_output_bytes'] as const
export type LimitName = (typeof BUDGETS)[number]

/** The most a budget may be; raising goes no further. */
const HIGHEST: Record<LimitName, number> = {
  max_wall_time_sec: 7200,
  max_tool_calls: 500,
  max_output_bytes: 104_857_600,
}

/** The budget that ended a job, if one did. */
export function limitReached(job: Pick<Job, 'outcome'>): LimitName | undefined {
  return BUDGETS.find((name) => name === job.outcome?.code)
}

/** Why a job ended as it did: what was reached, and what is safe. */
export function outcomeText(job: Pick<Job, 'outcome' | 'budgets' | 'usage'>): string {
  const limit = limitReached(job)
  if (limit === 'max_output_bytes') return `Output limit reached: ${outputText(job)}.`
  if (limit !== undefined) return `${limitSentences[limit](job.budgets)} What was written before is kept.`
  if (job.outcome?.code === 'kill_switch') return 'Ended by the kill switch.'
  return job.outcome?.message ?? ''
}

/** What of the output is there, and what came: pipes hold what was written before the run could be stopped. */
export function outputText({ budgets, usage }: Pick<Job, 'budgets' | 'usage'>): string {
  const kept = formatKept(usage?.output_bytes ?? 0, budgets.max_output_bytes)
  return kept === undefined
    ? `the run was stopped at ${formatBytes(budgets.max_output_bytes)}, which is kept`
    : `${kept} before it stopped`
}

const limitSentences: Record<Exclude<LimitName, 'max_output_bytes'>, (budgets: Budgets) => string> = {
  max_wall_time_sec: ({ max_wall_time_sec }) =>
    `Time limit reached: the run was stopped after ${limitText('max_wall_time_sec', max_wall_time_sec)}.`,
  max_tool_calls: ({ max_tool_calls }) =>
    `Tool call limit reached: the run was stopped after ${limitText('max_tool_calls', max_tool_calls)}.`,
}

/** Twice the limit a job reached, as far as that is allowed; undefined when it is at its highest already. */
export function raisedLimit(name: LimitName, budgets: Budgets): number | undefined {
  const raised = Math.min(HIGHEST[name], Math.max(1, budgets[name]) * 2)
  return raised > budgets[name] ? raised : undefined
}

export function limitText(name: LimitName, value: number): string {
  if (name === 'max_output_bytes') return formatBytes(value)
  if (name === 'max_wall_time_sec') return formatDuration(value * 1000)
  return `${formatCount(value)} ${value === 1 ? 'call' : 'calls'}`
}

export function isLimitName(name: unknown): name is LimitName {
  return BUDGETS.some((each) => each === name)
}
