import { app, engineOf, finishQuit, quitVetoed } from '../app/app.ts'
import { anEvent } from '../base/event.ts'
import { focus, openWindows } from '../base/open-windows.ts'
import { phase } from '../base/phase.ts'
import { BaseWindow, type BaseWindowOptions } from './base-window.ts'
import { guardDestroyed } from './guard.ts'
import { insidesOf } from './insides.ts'
import { WebContents, type WebPreferences } from './web-contents.ts'

export interface BrowserWindowOptions extends BaseWindowOptions {
  readonly webPreferences?: WebPreferences
}

/** A window whose page is a real one, in a Chromium without a screen. */
export class BrowserWindow extends BaseWindow {
  readonly webContents: WebContents
  #destroyed = false

  constructor(options: BrowserWindowOptions = {}) {
    engineOf()
    const { webPreferences = {} } = options
    refuseUnsafe(webPreferences)
    super(options)
    const { width, height } = this.getBounds()
    this.webContents = new WebContents(webPreferences, { width, height })
    insidesOf(this.webContents).onGone(() => this.#gone())
    insidesOf(this.webContents).onClose(() => this.#remove())
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    openWindows.add(this)
    if (options.show !== false) focus.window = this
    app.emit('browser-window-created', anEvent(), this)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...openWindows].filter((window) => window instanceof BrowserWindow)
  }
  static getFocusedWindow(): BrowserWindow | null {
    return focus.window instanceof BrowserWindow ? focus.window : null
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }
  reload(): void {
    this.webContents.reload()
  }

  close(): void {
    const event = anEvent()
    this.emit('close', event)
    if (event.defaultPrevented) quitVetoed()
    else this.#remove()
  }
  destroy(): void {
    this.#remove()
  }
  isDestroyed(): boolean {
    return this.#destroyed
  }

  #remove(): void {
    insidesOf(this.webContents).close()
    this.#gone()
  }
  #gone(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    openWindows.delete(this)
    if (focus.window === this) focus.window = null
    insidesOf(this.webContents).destroy()
    this.emit('closed')
    if (openWindows.size > 0 || phase.exiting) return
    if (phase.quitting) finishQuit()
    else if (!app.emit('window-all-closed')) app.quit()
  }
}

guardDestroyed(BrowserWindow)

/** What the stand-in cannot be, and no shell of ours may ask for. */
function refuseUnsafe({ sandbox, contextIsolation, nodeIntegration }: WebPreferences): void {
  if (sandbox === false) throw new Error('stand-in: there is no page without a sandbox here')
  if (contextIsolation === false) throw new Error('stand-in: there is no page without context isolation here')
  if (nodeIntegration === true) throw new Error('stand-in: there is no page with Node in it here')
}
