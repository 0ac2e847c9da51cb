import { type BrowserWindow, dialog } from 'electron'
import type { Logger } from 'pino'
import { createCrashPolicy } from './crash-policy.ts'

/** Brings the page of a window back when it crashes, and asks when it does so again and again, or does not answer. */
export function keepAlive(window: BrowserWindow, log: Logger): void {
  const { webContents: contents } = window
  const policy = createCrashPolicy()
  let waiting: NodeJS.Timeout | undefined
  let asking: AbortController | undefined

  function reload(): void {
    if (!window.isDestroyed()) contents.reload()
  }

  /** @param enter which button Enter means: what is typed into a page that hangs must not end it */
  function ask(message: string, detail: string, wait: string, enter: 0 | 1): void {
    asking ??= new AbortController()
    const { signal } = asking
    dialog
      .showMessageBox(window, {
        type: 'warning',
        message,
        detail,
        buttons: ['Load it again', wait],
        defaultId: enter,
        cancelId: 1,
        noLink: true,
        signal,
      })
      .then(({ response }) => {
        if (signal.aborted) return
        asking = undefined
        if (response !== 0) return
        policy.forgive()
        if (contents.isCrashed()) return reload()
        // One that does not answer would not hear of it.
        contents.forcefullyCrashRenderer()
        reload()
      })
      .catch((error: unknown) => log.error({ err: error }, 'Nobody could be asked about the window'))
  }

  contents.on('render-process-gone', (_, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    log.error({ reason, exitCode }, 'The page of a window ended')
    const next = policy.crashed(performance.now())
    clearTimeout(waiting)
    if (next.act === 'reload') waiting = setTimeout(reload, next.afterMs)
    else
      ask(
        'The console ended three times within a minute.',
        'The core and its work are not touched by this. The log says more.',
        'Leave it',
        0,
      )
  })
  window.on('unresponsive', () => {
    log.warn('The page of a window does not answer')
    ask(
      'The console does not answer.',
      'The core and its work are not touched by this. The kill switch is also in the menu and the tray.',
      'Wait',
      1,
    )
  })
  window.on('responsive', () => {
    asking?.abort()
    asking = undefined
  })
  contents.on('preload-error', (_, path, error) => log.error({ err: error, path }, 'The preload failed'))
  window.on('closed', () => {
    clearTimeout(waiting)
    asking?.abort()
  })
}
