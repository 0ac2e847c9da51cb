import { BrowserWindow, dialog } from 'electron'
import type { Ask } from './question.ts'

/** Asks over the window in front, where there is one. */
export const ask: Ask = async ({ type, message, detail, buttons, refuse, enter }, signal) => {
  if (signal?.aborted) return undefined
  const options = {
    type,
    title: 'Interlock',
    message,
    detail,
    buttons: [...buttons],
    cancelId: refuse,
    defaultId: enter,
    // Windows would make a large link of each button and keep their order to itself.
    noLink: true,
    ...(signal && { signal }),
  }
  const window = windowInFront()
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  // A withdrawn question ends as if it had been refused: that is nobody's answer.
  return signal?.aborted ? undefined : response
}

function windowInFront(): BrowserWindow | undefined {
  const visible = BrowserWindow.getAllWindows().filter((window) => !window.isDestroyed() && window.isVisible())
  return visible.find((window) => window.isFocused()) ?? visible[0]
}
