import { readFileSync } from 'node:fs'
import type { BrowserWindow } from 'electron'
import { writePrivate } from '#server/client'
import { parseWindowState, type WindowState } from './window-state.ts'

const SETTLED_MS = 500

/** How the window was left, as far as that can be read. */
export function readWindowState(path: string): WindowState | undefined {
  try {
    return parseWindowState(readFileSync(path, 'utf8'))
  } catch {
    // The first start, or a file nobody can read: then it opens as if it were the first.
    return undefined
  }
}

/** Remembers how a window is left, once it rests and when it closes. */
export function rememberWindow(window: BrowserWindow, path: string): void {
  let timer: NodeJS.Timeout | undefined
  const write = () => {
    clearTimeout(timer)
    if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return
    const state: WindowState = { bounds: window.getNormalBounds(), maximised: window.isMaximized() }
    try {
      writePrivate(path, JSON.stringify(state))
    } catch {
      // A full disk: the window then opens as it was left before.
    }
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(write, SETTLED_MS)
  }
  window.on('resize', soon)
  window.on('move', soon)
  window.on('close', write)
  window.on('closed', () => clearTimeout(timer))
}
