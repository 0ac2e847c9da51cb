import type { KillSwitch } from '#schemas'
import { shortId } from '#schemas/format'
import {
  killSwitchTexts,
  type ReleaseChoices,
  releaseLabel,
  sourceWords,
  startsWords,
  switchFacts,
  things,
  typeLabel,
} from '#schemas/texts'
import { line } from '../dialogs/line.ts'
import type { Notice, Question } from '../dialogs/question.ts'

/** An order that the core has not confirmed yet. */
export type Order = 'engaged' | 'engaged_hard'

/** What an order does is said by the answer of the core alone; until then it is only asked for. */
export function orderWords(order: Order): string {
  return order === 'engaged_hard' ? 'Hard stop…' : 'Engaging…'
}

/** The state in one line: `Engaged 10:42:07 by you · nothing new starts · 12 wait`. */
export function switchLine(state: KillSwitch, clock: (ms: number) => string): string {
  const { word } = killSwitchTexts[state.mode]
  if (state.mode === 'released') return word
  const since = state.since === null ? '' : clock(Date.parse(state.since))
  return [[word, since, sourceWords(state.source)].filter((part) => part !== '').join(' '), ...switchFacts(state)].join(
    ' · ',
  )
}

export const HARD_STOP_AFTER_S = 3

export const hardStopQuestion: Question & { readonly now: number } = {
  type: 'warning',
  message: `Hard stop in ${HARD_STOP_AFTER_S} s`,
  detail: 'Every process of running work is ended, and nothing can start. The kill switch itself is engaged already.',
  buttons: ['Hard stop now', 'Keep engaged only'],
  now: 0,
  refuse: 1,
  enter: 0,
}

/** What an order that nobody confirmed came to. */
export function unconfirmedQuestion(failure: { what: string; todo: string }, file: string | undefined): Question {
  return {
    type: 'error',
    message: 'The core did not confirm the kill switch',
    detail:
      file === undefined
        ? `${failure.what} The file KILL_SWITCH could not be written either. To stop now, end the process of the core.`
        : `${failure.what} So the file ${file} was written: workers and core look at it before each step and claim. Removing it releases what only the file engaged.`,
    buttons: ['Close'],
    refuse: 0,
    enter: 0,
  }
}

export interface ReleaseFigures {
  readonly killed: KillSwitch['killed']
  readonly starts: number
  readonly waits: number
}

/** Most runs the question names; the others are counted, and the console names them all. */
const NAMED = 12

/** What each button of the release means; the first keeps it engaged. */
export type ReleaseAct = 'keep' | 'requeue' | 'drop' | 'each'

export function releaseQuestion(
  { killed, starts, waits }: ReleaseFigures,
  { since, note, source }: Pick<KillSwitch, 'since' | 'note' | 'source'>,
  clock: (ms: number) => string,
): Question & { readonly acts: readonly ReleaseAct[] } {
  const acts: ReleaseAct[] = ['keep', 'requeue', ...(killed.length === 0 ? [] : ['drop' as const])]
  if (killed.length > 1) acts.push('each')
  const dropAll = Object.fromEntries(killed.map(({ run }) => [run, 'drop' as const]))
  const labels: Record<ReleaseAct, string> = {
    keep: 'Keep engaged',
    requeue: releaseLabel(killed, {}),
    drop: releaseLabel(killed, dropAll),
    each: 'Choose for each run…',
  }
  const engaged = since === null ? '' : `Engaged ${clock(Date.parse(since))} ${sourceWords(source)}`.trim()
  const lines = [
    ...(engaged === '' ? [] : [`${engaged}.${note === null ? '' : ` Note: “${line(note)}”`}`, '']),
    ...(killed.length === 0
      ? []
      : [
          `${things(killed.length, 'run')} ${killed.length === 1 ? 'was' : 'were'} killed; no attempt was used up.`,
          ...killed.slice(0, NAMED).map((each) => `  ${runWords(each)}`),
          ...(killed.length > NAMED ? [`  and ${killed.length - NAMED} more`] : []),
          '',
        ]),
    startsWords(starts, waits),
  ]
  return {
    type: 'question',
    message: 'Release the kill switch?',
    detail: lines.join('\n'),
    buttons: acts.map((act) => labels[act]),
    refuse: 0,
    enter: 0,
    acts,
  }
}

/** Asks what becomes of one killed run. */
export function eachRunQuestion(killed: KillSwitch['killed'], at: number): Question {
  const run = killed[at]
  return {
    type: 'question',
    message: `Run ${at + 1} of ${killed.length}: requeue or drop?`,
    detail: run === undefined ? '' : runWords(run),
    buttons: ['Keep engaged', 'Requeue', 'Drop'],
    refuse: 0,
    enter: 0,
  }
}

/** The last question after each run had its own. */
export function confirmReleaseQuestion(figures: ReleaseFigures, choices: ReleaseChoices): Question {
  return {
    type: 'question',
    message: 'Release the kill switch?',
    detail: startsWords(figures.starts, figures.waits),
    buttons: ['Keep engaged', releaseLabel(figures.killed, choices)],
    refuse: 0,
    enter: 0,
  }
}

function runWords({ job, title, type }: KillSwitch['killed'][number]): string {
  const label = typeLabel(type)
  return title === '' || title === label ? `${label} ${shortId(job)}` : `${label} ${shortId(job)}: ${line(title)}`
}

/** The system did not give the shortcut to us. */
export function refusedShortcutNotice(accelerator: string): Notice {
  return {
    title: `${accelerator} does not engage the kill switch`,
    body: 'Another program has this shortcut, or the system gives none to programs. Tray, menu and every page engage it all the same; Settings can take another one.',
  }
}

/** What to tell of the switch when somebody else changed it; undefined where nobody else did. */
export function changedElsewhereNotice(before: KillSwitch, now: KillSwitch): Notice | undefined {
  if (before.mode === now.mode || now.source === null || now.source === 'operator') return undefined
  const { word, sentence } = killSwitchTexts[now.mode]
  return { title: `Kill switch: ${word} ${sourceWords(now.source)}`, body: sentence }
}
