import { join } from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { Logger } from 'pino'
import type { Desk } from '#schemas'
import { addressOf } from '../protocol/index.ts'
import { keepAlive } from './recovery.ts'
import { readWindowState, rememberWindow } from './window-file.ts'
import { placeOf, SMALLEST_WINDOW } from './window-state.ts'

export type Theme = Desk['display']['value']['theme']

export interface WindowsDeps {
  /** Folder for what Chromium and windows keep. */
  readonly userData: string
  /** The built preload, absolute. */
  readonly preload: string
  readonly log: Logger
  /** The theme the operator chose; a page shows it by itself, but later than the window. */
  readonly theme: () => Promise<Theme>
}

/** The window of the application: one at a time, made when it is wanted. */
export interface Windows {
  readonly current: () => BrowserWindow | undefined
  /** Shows it, in front of others; makes it where there is none. */
  readonly show: () => Promise<BrowserWindow>
  readonly isOurs: (contentsId: number) => boolean
  /** Calls back with each window that is made, before it is shown. */
  readonly onMade: (tell: (window: BrowserWindow) => void) => void
}

/** The canvas of the console in both looks (`tokens.css`), so that no white flashes before the first paint. */
const CANVAS = { light: '#f5f6f8', dark: '#0e1014' }

export function createWindows({ userData, preload, log, theme }: WindowsDeps): Windows {
  const stateFile = join(userData, 'window.json')
  const listeners: ((window: BrowserWindow) => void)[] = []
  let window: BrowserWindow | undefined
  let making: Promise<BrowserWindow> | undefined

  async function make(): Promise<BrowserWindow> {
    const chosen = await theme().catch((): Theme => 'system')
    const isDark = chosen === 'system' ? nativeTheme.shouldUseDarkColors : chosen === 'dark'
    const { maximised, ...place } = placeOf(readWindowState(stateFile), displays())
    const made = new BrowserWindow({
      ...place,
      minWidth: SMALLEST_WINDOW.width,
      minHeight: SMALLEST_WINDOW.height,
      show: false,
      title: 'Interlock',
      backgroundColor: isDark ? CANVAS.dark : CANVAS.light,
      webPreferences: {
        preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webviewTag: false,
        webSecurity: true,
        spellcheck: false,
        navigateOnDragDrop: false,
        disableDialogs: true,
      },
    })
    window = made
    made.on('closed', () => {
      if (window === made) window = undefined
    })
    rememberWindow(made, stateFile)
    keepAlive(made, log)
    for (const tell of listeners) tell(made)
    if (maximised) made.maximize()
    const shown = new Promise<void>((resolve) => {
      made.once('ready-to-show', () => {
        if (!made.isDestroyed()) made.show()
        resolve()
      })
      made.once('closed', () => resolve())
    })
    await made.loadURL(addressOf('/'))
    await shown
    return made
  }

  function makeOnce(): Promise<BrowserWindow> {
    making ??= make().finally(() => {
      making = undefined
    })
    return making
  }

  async function show(): Promise<BrowserWindow> {
    const there = window
    if (there === undefined || making !== undefined) return makeOnce()
    if (there.isMinimized()) there.restore()
    there.show()
    there.focus()
    return there
  }

  return {
    current: () => window,
    show,
    isOurs: (contentsId) => window !== undefined && !window.isDestroyed() && window.webContents.id === contentsId,
    onMade: (tell) => void listeners.push(tell),
  }
}

/** The parts of all displays that windows may use, that of the first display before the others. */
function displays() {
  const first = screen.getPrimaryDisplay()
  return [first, ...screen.getAllDisplays().filter(({ id }) => id !== first.id)].map(({ workArea }) => workArea)
}
