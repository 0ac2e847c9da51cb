import type { ChainCondition, ChainEnd } from '../chain.ts'
import type { ChainDecision, ChainReason } from '../chain-graph.ts'
import { formatBytes, formatDuration } from '../format/index.ts'
import type { TemplateRefusal } from '../template.ts'

const TEXTS: Record<ChainCondition['in'], string> = {
  stdout: 'its stdout',
  stderr: 'its stderr',
  output: 'its output',
  result: 'its result',
}

const ENDS: Record<ChainEnd, string> = {
  success: 'succeeds',
  failure: 'fails',
  complete: 'is over',
}

/** What lets a child fire, as the rest of a sentence: `succeeds and its stdout contains “ready”, after 5 s`. */
export function linkWords({
  on,
  delay_s,
  condition,
}: {
  readonly on: ChainEnd
  readonly delay_s: number
  readonly condition?: ChainCondition | null | undefined
}): string {
  const found =
    condition === null || condition === undefined
      ? ''
      : ` and ${TEXTS[condition.in]} ${condition.kind === 'contains' ? `contains “${condition.text}”` : `matches ${condition.text}`}`
  return `${ENDS[on]}${found}${delay_s === 0 ? '' : `, after ${formatDuration(delay_s * 1000)}`}`
}

/** What became of a link, as a sentence. */
export function decisionSentence({ decision, reason }: Pick<ChainDecision, 'decision' | 'reason'>): string {
  if (reason !== null) return reasonSentence(reason)
  return decision === 'fired' ? 'The next schedule fired.' : 'Nothing follows from this.'
}

function reasonSentence(reason: ChainReason): string {
  switch (reason.code) {
    case 'other_end':
      return reason.end === 'success'
        ? 'It succeeded, which this link does not ask for.'
        : 'It failed, which this link does not ask for.'
    case 'condition_false':
      return 'The condition is not met.'
    case 'cancelled':
      return 'Its job was cancelled; nothing follows a cancelled job.'
    case 'not_let_in':
      return `Its job was not let through (${reason.outcome}); nothing follows such a job.`
    case 'already_fired':
      return 'The next schedule has fired for this already.'
    case 'waits_for_others':
      return reason.missing === 1
        ? 'One more schedule must end first.'
        : `${reason.missing} more schedules must end first.`
    case 'condition_timed_out':
      return `The condition was not decided within ${formatDuration(reason.limit_ms)}, so nothing fired.`
    case 'condition_too_large':
      return `The condition was not looked at: there are ${formatBytes(reason.bytes)} to look through, and the limit is ${formatBytes(reason.limit)}.`
    case 'condition_unreadable':
      return 'The pattern of the condition cannot be read.'
    case 'output_gone':
      return 'What the condition looks at is gone.'
    case 'too_deep':
      return `The chain is longer than ${reason.limit} links.`
    case 'firing_refused':
      return `The next schedule was to fire and did not (${reason.reason}); its firing says why.`
    case 'schedule_gone':
      return 'There is no such schedule any more.'
    case 'values_timed_out':
      return `The values for the next job were not read within ${formatDuration(reason.limit_ms)}, so nothing fired.`
    case 'values_too_large':
      return `The values for the next job are larger than ${formatBytes(reason.limit)} together.`
    case 'value_missing':
    case 'value_not_single':
    case 'value_too_large':
    case 'value_is_option':
      return templateRefusalSentence(reason)
  }
}

/** Why a value could not be put into a job. */
export function templateRefusalSentence({ code, value, place }: TemplateRefusal): string {
  switch (code) {
    case 'value_missing':
      return `There is no ${value} to put into ${place}.`
    case 'value_not_single':
      return `${value} is no single text or number, and ${place} takes only one.`
    case 'value_too_large':
      return `${value} is too large for ${place}.`
    case 'value_is_option':
      return `${value} begins with a dash, so the program of ${place} would take it for an option.`
  }
}

/** Said of `join: all` where no schedule begins a passage that all parents are in. */
export const JOIN_NEVER_MET =
  'It waits for all schedules that it follows to end in one passage of the chain, but nothing sets them all off. Each begins a passage of its own, so it would wait forever: let them follow the same schedule, or join any.'
