import type { Firing, Schedule } from '#schemas'
import { formatCount } from '#schemas/format'
import { firingReasonText, firingStateTexts, jobStateTexts, verdictTexts } from '#schemas/texts'
import type { Marked } from '../../components/index.ts'

/** How a firing is marked: by its job as it is now, where it has one; by itself otherwise. */
export function markOf({ state, result }: Pick<Firing, 'state' | 'result'>): Marked {
  if (state !== 'enqueued' || result === null) return { of: 'firing', state }
  if (result.state === 'succeeded' && result.verdict !== null && result.verdict !== 'passed')
    return { of: 'verdict', state: result.verdict }
  return { of: 'job', state: result.state }
}

/** The word beside that mark. */
export function markWord(firing: Pick<Firing, 'state' | 'result' | 'count'>): string {
  const mark = markOf(firing)
  if (mark.of === 'job') return jobStateTexts[mark.state].word
  if (mark.of === 'verdict') return verdictTexts[mark.state].word
  const { word } = firingStateTexts[firing.state]
  return firing.count === 1 ? word : `${word} ${countWords(firing.count)} times`
}

/** Why it is as it is; empty where its mark says all of it. */
export function whyOf({ reason, message, result }: Firing): string {
  if (reason !== null) return [firingReasonText(reason), message ?? ''].filter(Boolean).join(' ')
  return result?.state === 'succeeded' ? '' : (result?.outcome?.message ?? '')
}

/** What set it off. */
export const KIND_WORDS: Record<Firing['kind'], string> = {
  schedule: 'by the clock',
  manual: 'run now',
  chain: 'after another',
}

function countWords(count: number): string {
  return count >= 1000 ? 'over 1,000' : formatCount(count)
}

/** Why a schedule has no next time; empty where it has one. */
export function noNextWords({ state, trigger, after, next }: Schedule): string {
  if (next !== null) return ''
  if (state === 'off') return 'while it is off'
  if (state === 'paused') return 'while it is paused'
  if (state === 'tripped') return 'until you resume it'
  if (after.length > 0) return after.length === 1 ? 'after another schedule' : `after ${after.length} schedules`
  return trigger.kind === 'manual' ? 'only when told to' : 'not by itself any more'
}

/** The same as a sentence. */
export function noNextSentence(schedule: Schedule): string {
  const { state, after, trigger } = schedule
  const words = noNextWords(schedule)
  if (state === 'off') return 'It does not fire by itself while it is off.'
  if (state !== 'on') return `It does not fire ${words}.`
  return after.length > 0 || trigger.kind === 'manual' ? `It fires ${words}.` : 'It does not fire by itself any more.'
}

/** Whether its job did not do what it should: it failed, or its verdict says so. */
export function isFailure(firing: Pick<Firing, 'state' | 'result'>): boolean {
  const mark = markOf(firing)
  return mark.of === 'verdict' || (mark.of === 'job' && mark.state === 'failed')
}

/** What of a schedule is not over: `1 job open, 2 wait`. */
export function openWords({ open_jobs, waiting }: Pick<Schedule, 'open_jobs' | 'waiting'>): string {
  return [
    ...(open_jobs.length === 0 ? [] : [`${open_jobs.length} ${open_jobs.length === 1 ? 'job' : 'jobs'} open`]),
    ...(waiting === 0 ? [] : [`${formatCount(waiting)} ${waiting === 1 ? 'waits' : 'wait'}`]),
  ].join(', ')
}
