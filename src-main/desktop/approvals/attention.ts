import { app, BrowserWindow, nativeImage } from 'electron'
import { join } from 'node:path'
import { waitingWords } from './waiting-words.ts'

/** Says that something waits without taking the focus from whatever one is typing in. */
export interface Attention {
  /** The number beside the icon of the application. */
  readonly count: (waiting: number) => void
  /** The icon draws the eye once; a window in front does not. */
  readonly call: () => void
}

export function createAttention(iconFolder: string): Attention {
  /** Until they are looked at, each with one listener, however much comes. */
  const flashing = new WeakSet<BrowserWindow>()
  const windows = () => BrowserWindow.getAllWindows().filter((window) => !window.isDestroyed())

  return {
    count(waiting) {
      if (process.platform !== 'win32') {
        app.setBadgeCount(waiting)
        return
      }
      const overlay =
        waiting === 0 ? null : nativeImage.createFromPath(join(iconFolder, 'tray', 'windows', 'overlay.png'))
      for (const window of windows()) window.setOverlayIcon(overlay, waiting === 0 ? '' : waitingWords(waiting))
    },
    call() {
      if (windows().some((window) => window.isFocused())) return
      if (process.platform === 'darwin') {
        app.dock?.bounce('informational')
        return
      }
      for (const window of windows()) {
        window.flashFrame(true)
        if (flashing.has(window)) continue
        flashing.add(window)
        window.once('focus', () => {
          flashing.delete(window)
          if (!window.isDestroyed()) window.flashFrame(false)
        })
      }
    },
  }
}
