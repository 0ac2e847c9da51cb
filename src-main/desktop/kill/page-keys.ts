import type { BrowserWindow } from 'electron'
import { isKillChord } from './kill-chord.ts'

export interface KillChordDeps {
  /** Every chord that engages in the console now. */
  readonly keys: () => readonly string[]
  /** Whether it is known to be engaged. */
  readonly isEngaged: () => boolean
  readonly engage: () => void
  /** What a second press does, where no page is there to do it. */
  readonly press: () => void
}

/**
 * Sees the chord of the kill switch before the page does, so that it engages while the page is busy. The page hears of it too:
 * what a second press does is shown there, unless the page does not answer.
 */
export function seeKillChord(window: BrowserWindow, { keys, isEngaged, engage, press }: KillChordDeps): void {
  let answers = true
  window.on('unresponsive', () => (answers = false))
  window.on('responsive', () => (answers = true))
  window.webContents.on('before-input-event', (event, input) => {
    const isChord = keys().some((chord) => isKillChord(input, chord, process.platform === 'darwin'))
    if (!isChord) return
    if (!isEngaged()) engage()
    else if (!answers) {
      event.preventDefault()
      press()
    }
  })
}
