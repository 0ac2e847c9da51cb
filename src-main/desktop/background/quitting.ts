import { formatCount } from '#schemas/format'
import { line } from '../dialogs/line.ts'
import type { Question } from '../dialogs/question.ts'

/** A run that a quit would end. */
export interface RunningWork {
  readonly title: string
  readonly shortId: string
}

/** What a wish to quit meets. */
export interface QuitSituation {
  readonly mode: 'own' | 'attached'
  readonly running: readonly RunningWork[]
  /** All that runs; more than are named in `running` perhaps. */
  readonly count: number
  readonly queued: number
  /** It was said before that Interlock quits once nothing runs. */
  readonly waits: boolean
}

/** What is to be done. */
export type QuitAnswer = 'quit' | 'wait' | 'stay'

export interface QuitQuestion {
  readonly question: Question
  /** What each button means. */
  readonly answers: readonly QuitAnswer[]
}

/** What has to be asked before it quits; undefined where nothing is lost or left in doubt. */
export function quitQuestion(situation: QuitSituation): QuitQuestion | undefined {
  const { mode, count, queued } = situation
  if (mode === 'attached') return count + queued === 0 ? undefined : attachedQuestion(situation)
  return count === 0 ? undefined : ownQuestion(situation)
}

function attachedQuestion({ count, queued }: QuitSituation): QuitQuestion {
  return asking(
    {
      type: 'info',
      message: 'Quit this window of Interlock?',
      detail: `The service works on without it: ${runsWords(count)}, ${formatCount(queued)} queued. Until you start this application again nobody shows its requests for approval here. \`interlock stop\` ends the service.`,
    },
    [
      ['Quit', 'quit'],
      ['Cancel', 'stay'],
    ],
  )
}

function ownQuestion({ running, count, queued, waits }: QuitSituation): QuitQuestion {
  const named = running.map(({ title, shortId }) => `• ${line(title)} (${shortId})`)
  const more = count - running.length
  const detail = [
    ...named,
    ...(more > 0 ? [`and ${formatCount(more)} more`] : []),
    '',
    waits
      ? 'It quits by itself once they have ended; nothing new starts.'
      : 'Wait: nothing new starts, and it quits once they have ended.',
    'Stop: they are ended now and queued again for the next start.',
    ...(queued > 0 ? [`What is queued (${formatCount(queued)}) stays so in either case.`] : []),
  ].join('\n')
  const message = waits
    ? `Interlock waits for ${runsWords(count)} to end.`
    : `${count === 1 ? 'One run goes' : `${formatCount(count)} runs go`} on. Quit Interlock?`
  return asking(
    { type: 'warning', message, detail },
    waits
      ? [
          ['Go on waiting', 'wait'],
          ['Stop and quit', 'quit'],
          ['Do not quit', 'stay'],
        ]
      : [
          ['Wait', 'wait'],
          ['Stop and quit', 'quit'],
          ['Cancel', 'stay'],
        ],
  )
}

/** Escape and Enter mean what changes least: the last button, or to go on as it was said. */
function asking(
  question: Pick<Question, 'type' | 'message' | 'detail'>,
  choices: readonly (readonly [label: string, answer: QuitAnswer])[],
): QuitQuestion {
  const last = choices.length - 1
  return {
    question: { ...question, buttons: choices.map(([label]) => label), refuse: last, enter: last },
    answers: choices.map(([, answer]) => answer),
  }
}

export function runsWords(count: number): string {
  return count === 1 ? 'one run' : `${formatCount(count)} runs`
}
