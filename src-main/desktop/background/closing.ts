import type { DesktopSettings } from '#schemas'
import type { Question } from '../dialogs/question.ts'

/** What is there to come back to once no window is open. */
export type Trace = 'tray' | 'dock' | 'none'

/**
 * What leads back.
 * @param hasTray whether an icon was made
 * @param hasHost whether somebody shows icons; undefined where that cannot be known
 */
export function traceOf(platform: NodeJS.Platform, hasTray: boolean, hasHost: boolean | undefined): Trace {
  if (platform === 'darwin') return 'dock'
  return hasTray && hasHost !== false ? 'tray' : 'none'
}

/** What becomes of a window that somebody closes. */
export type Closing =
  /** It goes, and Interlock works on; the trace leads back. */
  | 'close'
  /** Nothing leads back: it is made small, so that it does not vanish. */
  | 'minimise'
  | 'quit'
  | 'ask'

/** @param isEnding whether the application ends already: then nothing is asked any more */
export function closingOf(setting: DesktopSettings['on_close'], trace: Trace, isEnding: boolean): Closing {
  if (isEnding) return 'close'
  if (setting === 'ask') return 'ask'
  if (setting === 'quit') return 'quit'
  return trace === 'none' ? 'minimise' : 'close'
}

export const KEEP = 0
export const QUIT = 1
export const STAY = 2

/** Asked at the first close, and never again: the answer is a setting. */
export function closeQuestion(trace: Trace, mode: 'own' | 'attached'): Question {
  const works =
    mode === 'own'
      ? 'Jobs and schedules go on without a window.'
      : 'The service works on in either case; this application only shows it and tells you of what it asks.'
  return {
    type: 'question',
    message: 'Keep Interlock working in the background?',
    detail: `${works} ${WAYS_BACK[trace]} Settings › Desktop changes the answer.`,
    buttons: [trace === 'none' ? 'Keep it, minimised' : 'Keep it working', 'Quit', 'Leave the window open'],
    refuse: STAY,
    enter: KEEP,
  }
}

const WAYS_BACK: Readonly<Record<Trace, string>> = {
  tray: 'The icon of the tray brings the window back, and so does starting Interlock again.',
  dock: 'The icon in the Dock brings the window back.',
  none: 'Your system shows no icons of programs in the background, so the window is minimised instead of closed.',
}
