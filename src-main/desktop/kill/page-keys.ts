import type { BrowserWindow } from 'electron'
import { isKillChord } from './kill-chord.ts'

/**
 * Takes the chord of the kill switch before the page does, so that it engages while the page is busy or gone. The page does not
 * hear of it: it would take the same press, come late, for the second one.
 */
export function takeKillChord(window: BrowserWindow, keys: () => string, press: () => void): void {
  window.webContents.on('before-input-event', (event, input) => {
    if (!isKillChord(input, keys(), process.platform === 'darwin')) return
    event.preventDefault()
    press()
  })
}
