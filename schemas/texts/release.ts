import type { KillSwitch } from '../status.ts'
import { things } from './kill-switch.ts'

export type ReleaseChoice = 'requeue' | 'drop'
/** What is chosen for each killed run; a run that is not named is queued again. */
export type ReleaseChoices = Readonly<Record<string, ReleaseChoice>>

type Killed = KillSwitch['killed']

export function choiceOf(choices: ReleaseChoices, run: string): ReleaseChoice {
  return choices[run] ?? 'requeue'
}

/** The one choice that all have, or undefined where they differ. */
export function commonChoice(killed: Killed, choices: ReleaseChoices): ReleaseChoice | undefined {
  const first = killed[0]
  if (!first) return undefined
  const choice = choiceOf(choices, first.run)
  return killed.every(({ run }) => choiceOf(choices, run) === choice) ? choice : undefined
}

/** The shortest input that says it: the more frequent choice for all, the others by name. */
export function releaseInput(killed: Killed, choices: ReleaseChoices): { choice: ReleaseChoice; except: string[] } {
  const dropped = killed.filter(({ run }) => choiceOf(choices, run) === 'drop').map(({ run }) => run)
  const requeued = killed.filter(({ run }) => choiceOf(choices, run) === 'requeue').map(({ run }) => run)
  return dropped.length > requeued.length
    ? { choice: 'drop', except: requeued }
    : { choice: 'requeue', except: dropped }
}

/** `Release and requeue 2 runs`, `Release, requeue 1 and drop 1 run`, `Release`. */
export function releaseLabel(killed: Killed, choices: ReleaseChoices): string {
  const drop = killed.filter(({ run }) => choiceOf(choices, run) === 'drop').length
  const requeue = killed.length - drop
  if (killed.length === 0) return 'Release'
  if (drop === 0) return `Release and requeue ${things(requeue, 'run')}`
  if (requeue === 0) return `Release and drop ${things(drop, 'run')}`
  return `Release, requeue ${requeue} and drop ${things(drop, 'run')}`
}

/** `At once: 1 job starts, 13 wait.` */
export function startsWords(starts: number, waits: number): string {
  if (starts === 0 && waits === 0) return 'Nothing is queued, so nothing starts at once.'
  const first = starts === 0 ? 'no job starts' : `${things(starts, 'job')} ${starts === 1 ? 'starts' : 'start'}`
  return `At once: ${first}${waits === 0 ? '' : `, ${waits} ${waits === 1 ? 'waits' : 'wait'}`}.`
}
