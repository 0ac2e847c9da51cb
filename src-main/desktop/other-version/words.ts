import { line } from '../dialogs/line.ts'
import type { Question } from '../dialogs/question.ts'

/** Two versions that do not fit each other, and where they met. */
export interface Mismatch {
  /** Of the core that runs. */
  readonly theirs: string
  /** Of this application. */
  readonly ours: string
  /** Before there is a window: there is nothing to leave as it is. */
  readonly atStart: boolean
}

/** What can be done about it; `leave` leaves the window without contact. */
export type MismatchAct = 'replace' | 'browser' | 'quit' | 'leave'

export interface MismatchQuestion extends Question {
  readonly acts: readonly MismatchAct[]
}

const LABELS: Readonly<Record<MismatchAct, string>> = {
  replace: 'End it and run the core here',
  browser: 'Open its console in the browser',
  quit: 'Quit',
  leave: 'Leave it',
}

/** Says which versions they are, and offers what fits them. A newer core is never ended: ours could not open its database. */
export function mismatchQuestion({ theirs, ours, atStart }: Mismatch): MismatchQuestion {
  const isOlder = isOlderThan(theirs, ours)
  const acts: MismatchAct[] = [
    ...(isOlder ? ['replace' as const] : []),
    'browser',
    'quit',
    ...(atStart ? [] : ['leave' as const]),
  ]
  return {
    type: 'warning',
    message: `Interlock ${line(theirs)} runs here, and this application is ${line(ours)}`,
    detail: [
      'The core in another process has this data directory. An application shows only a core of its own version; the kill switch of menu and tray reaches this one by the file KILL_SWITCH.',
      '',
      isOlder
        ? 'Run the core here: the other one ends in order, what runs is queued again, and the database is brought up to date after a copy of it was made. A service starts the old one again at its next start: update that too.'
        : 'Update this application, or where that has been done, quit it and start it again.',
      '',
      'The console that it serves itself fits it.',
    ].join('\n'),
    buttons: acts.map((act) => LABELS[act]),
    acts,
    refuse: acts.length - 1,
    enter: acts.length - 1,
  }
}

/** By their numbers alone; false where either has none, or they are the same. */
export function isOlderThan(version: string, other: string): boolean {
  const [mine, its] = [numbersOf(version), numbersOf(other)]
  if (mine === undefined || its === undefined) return false
  const at = mine.findIndex((number, place) => number !== its[place])
  return at >= 0 && (mine[at] ?? 0) < (its[at] ?? 0)
}

function numbersOf(version: string): readonly number[] | undefined {
  return /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:[-+]|$)/.exec(version)?.slice(1).map(Number)
}
