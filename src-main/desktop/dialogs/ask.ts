import { BrowserWindow, dialog } from 'electron'
import type { Ask } from './question.ts'

/** Asks over the window in front, where there is one. What ends with its window was answered by nobody. */
export const ask: Ask = async ({ type, message, detail, buttons, refuse, enter }, signal) => {
  const window = windowInFront()
  const gone = new AbortController()
  const leave = () => gone.abort()
  const either = signal ? AbortSignal.any([signal, gone.signal]) : gone.signal
  if (either.aborted) return undefined
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
    signal: either,
  }
  window?.once('hide', leave).once('closed', leave)
  try {
    const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
    // A withdrawn question ends as if it had been refused.
    return either.aborted ? undefined : response
  } finally {
    window?.off('hide', leave).off('closed', leave)
  }
}

function windowInFront(): BrowserWindow | undefined {
  const visible = BrowserWindow.getAllWindows().filter((window) => !window.isDestroyed() && window.isVisible())
  return visible.find((window) => window.isFocused()) ?? visible[0]
}
