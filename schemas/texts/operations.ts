import { formatCount } from '../format/index.ts'
import type { Operation, OperationPreview } from '../operation.ts'
import type { JobState } from '../job.ts'
import { jobStateTexts } from './states.ts'

type Change = OperationPreview['changes'][number]
type Skip = OperationPreview['skipped'][number]
type About = Pick<OperationPreview, 'act' | 'priority'>

/** `1 job`, `1,204 jobs`. */
export function countedJobs(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'job' : 'jobs'}`
}

/** `Cancel 1,204 jobs`: title with its question mark, and button. */
export function actWords({ act, priority }: About, count: number): string {
  switch (act) {
    case 'cancel':
      return `Cancel ${countedJobs(count)}`
    case 'retry':
      return `Retry ${countedJobs(count)}`
    case 'requeue':
      return `Requeue ${countedJobs(count)}`
    case 'priority':
      return `Set priority ${priority ?? ''} for ${countedJobs(count)}`
  }
}

/** The way out: it says what stays. */
export function keepWords(act: About['act'], count: number): string {
  const them = count === 1 ? 'it' : 'them'
  return act === 'cancel' ? `Keep ${them}` : `Leave ${them} as ${count === 1 ? 'it is' : 'they are'}`
}

/** `Nothing to cancel`: the title where no job would change. */
export function nothingWords(act: About['act']): string {
  return act === 'priority' ? 'Nothing to set' : `Nothing to ${act}`
}

/** `Nothing to cancel: 12 have finished.`: why no job would change. */
export function nothingSentence({ act, skipped }: Pick<OperationPreview, 'act' | 'skipped'>): string {
  const why = skipSentences(act, skipped).map((line) =>
    line
      .replace(/ more match(?:es)? but/, '')
      .replace(/; (?:it stays|they stay)\.$/, '')
      .replace(/\.$/, ''),
  )
  return why.length === 0 ? `${nothingWords(act)}.` : `${nothingWords(act)}: ${why.join(', ')}.`
}

/** What a retry cannot change. */
export function hopelessSentence(count: number): string {
  return count === 1
    ? '1 failed because of its own request and will fail again. Run it again with changes instead.'
    : `${formatCount(count)} failed because of their own request and will fail again. Run them again with changes instead.`
}

const waits: Partial<Record<JobState, readonly [string, string]>> = {
  queued: ['is queued', 'are queued'],
  scheduled: ['is scheduled', 'are scheduled'],
  held: ['is held', 'are held'],
  retrying: ['waits for its next attempt', 'wait for their next attempt'],
  awaiting_approval: ['waits for approval', 'wait for approval'],
  failed: ['has failed', 'have failed'],
  cancelled: ['was cancelled', 'were cancelled'],
  running: ['is running', 'are running'],
  succeeded: ['has succeeded', 'have succeeded'],
}

/** What becomes of one group of jobs: `1,180 are queued and will not start.` */
export function changeSentence({ outcome, state, count }: Change, { act, priority }: About): string {
  const one = count === 1
  const are = waits[state]?.[one ? 0 : 1] ?? `${one ? 'is' : 'are'} ${jobStateTexts[state].word.toLowerCase()}`
  const head = `${formatCount(count)} ${are}`
  switch (outcome) {
    case 'cancelled':
      return `${head} and will not start.`
    case 'stopping':
      return `${head} and ${one ? 'stops at its' : 'stop at their'} next step.`
    case 'queued':
      if (act === 'retry' && (state === 'failed' || state === 'cancelled'))
        // A retry of the operator is a new question; what was let go before keeps its approval.
        return `${head} and ${one ? 'is' : 'are'} queued again with all attempts, or ${one ? 'waits' : 'wait'} for your approval where one is needed.`
      return act === 'retry'
        ? `${head} and ${one ? 'is' : 'are'} queued again with all attempts.`
        : `${head} and may start now, with the attempts ${one ? 'it has' : 'they have'} left.`
    case 'reprioritized':
      return state === 'running'
        ? `${head} and ${one ? 'has' : 'have'} priority ${priority ?? ''} from the next attempt on.`
        : `${head} and ${one ? 'gets' : 'get'} priority ${priority ?? ''}.`
  }
}

/** Why a group stays as it is: `36 more match but have finished; they stay.` */
export function skipSentence({ why, state, count }: Skip): string {
  const one = count === 1
  const more = `${formatCount(count)} more ${one ? 'matches' : 'match'} but`
  const stay = one ? 'it stays' : 'they stay'
  switch (why) {
    case 'ended':
      return `${more} ${endedWord(state, one)}; ${stay}.`
    case 'stopping_already':
      return `${more} ${one ? 'is' : 'are'} told to stop already.`
    case 'queued_already':
      return `${more} ${one ? 'is' : 'are'} queued already.`
    case 'running':
      return `${more} ${one ? 'is' : 'are'} running; ${stay}.`
    case 'awaiting_approval':
      return `${more} ${one ? 'waits' : 'wait'} for approval; ${stay}.`
    case 'same_priority':
      return `${more} ${one ? 'has' : 'have'} this priority already.`
    case 'not_there':
      return `${formatCount(count)} ${one ? 'is not there any more' : 'are not there any more'}.`
  }
}

function endedWord(state: JobState | null, one: boolean): string {
  if (state === 'succeeded') return one ? 'has succeeded' : 'have succeeded'
  if (state === 'cancelled') return one ? 'is cancelled already' : 'are cancelled already'
  if (state === 'failed') return one ? 'has failed' : 'have failed'
  return one ? 'has finished' : 'have finished'
}

/** Groups that say the same are counted as one: it matters that they have finished, not how. */
export function skipSentences(act: About['act'], skipped: readonly Skip[]): string[] {
  if (act !== 'cancel' && act !== 'priority') return skipped.map(skipSentence)
  const ended = skipped.filter(({ why }) => why === 'ended')
  const others = skipped.filter(({ why }) => why !== 'ended')
  const count = ended.reduce((sum, group) => sum + group.count, 0)
  const joined: Skip[] = count === 0 ? [] : [{ why: 'ended', state: null, count, examples: [] }]
  return [...joined, ...others].map(skipSentence)
}

const doing: Record<About['act'], string> = {
  cancel: 'Cancelling',
  retry: 'Retrying',
  requeue: 'Requeueing',
  priority: 'Setting the priority of',
}

/** `Cancelling 812 of 1,204 jobs`. */
export function progressWords({ act, state, changed, planned, undone }: Operation): string {
  if (state === 'undoing') return `Undoing ${formatCount(undone?.restored ?? 0)} of ${countedJobs(changed)}`
  return `${doing[act]} ${formatCount(changed)} of ${countedJobs(planned)}`
}

/** `1,180 jobs cancelled, 24 stopping`: what was done. */
export function doneWords(operation: Operation): string {
  const { act, changed, changes, planned, priority } = operation
  switch (act) {
    case 'cancel': {
      // Figures by outcome are those of the preview; they hold where all of it was done.
      const stopping = changed === planned ? countOf(changes, 'stopping') : 0
      const cancelled = changed - stopping
      return [
        ...(cancelled > 0 || stopping === 0 ? [`${countedJobs(cancelled)} cancelled`] : []),
        ...(stopping > 0
          ? [cancelled > 0 ? `${formatCount(stopping)} stopping` : `${countedJobs(stopping)} told to stop`]
          : []),
      ].join(', ')
    }
    case 'retry':
      return `${countedJobs(changed)} retried`
    case 'requeue':
      return `${countedJobs(changed)} requeued`
    case 'priority':
      return `Priority ${priority ?? ''} set for ${countedJobs(changed)}`
  }
}

/** What was not done of what the preview said, and why; nothing when all was done. */
export function leftSentences({ left }: Pick<Operation, 'left'>): string[] {
  return left.map(({ why, count }) =>
    why === 'changed_meanwhile'
      ? `${formatCount(count)} had changed before; ${count === 1 ? 'it stays' : 'they stay'}.`
      : `${formatCount(count)} ${count === 1 ? 'was' : 'were'} not reached.`,
  )
}

const kept: Record<NonNullable<Operation['undone']>['kept'][number]['why'], (one: boolean) => string> = {
  no_inverse: (one) => (one ? 'was stopped, which cannot be undone' : 'were stopped, which cannot be undone'),
  changed_since: (one) => (one ? 'has changed since' : 'have changed since'),
  released_since: (one) =>
    one ? 'was held by a kill switch that is released now' : 'were held by a kill switch that is released now',
  interrupted: (one) => (one ? 'was not reached' : 'were not reached'),
}

/** `1,180 jobs as before. 24 have changed since; they stay.` */
export function undoneWords({ undone }: Pick<Operation, 'undone'>): string {
  if (!undone) return ''
  return [
    `${countedJobs(undone.restored)} as before.`,
    ...undone.kept.map(
      ({ why, count }) =>
        `${formatCount(count)} ${kept[why](count === 1)}; ${count === 1 ? 'it stays' : 'they stay'} as ${count === 1 ? 'it is' : 'they are'}.`,
    ),
  ].join(' ')
}

function countOf(changes: readonly Change[], outcome: Change['outcome']): number {
  return changes.reduce((sum, change) => sum + (change.outcome === outcome ? change.count : 0), 0)
}
