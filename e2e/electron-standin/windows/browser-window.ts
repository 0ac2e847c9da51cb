import { EventEmitter } from 'node:events'
import { app, engineOf, finishQuit, quitVetoed } from '../app/app.ts'
import { anEvent } from '../base/event.ts'
import { focus, nextId, openWindows } from '../base/open-windows.ts'
import { phase } from '../base/phase.ts'
import { guardDestroyed } from './guard.ts'
import { insidesOf, WebContents, type WebPreferences } from './web-contents.ts'

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

export interface BrowserWindowOptions extends Partial<Rectangle> {
  readonly show?: boolean
  readonly title?: string
  readonly webPreferences?: WebPreferences
}

/** Where the window system of a headless machine would put one. */
const PLACE = { x: 40, y: 40, width: 800, height: 600 }

type Form = 'normal' | 'minimized' | 'maximized' | 'fullscreen'

/** A window nobody sees: what it would look like is kept, and its page is a real one. */
export class BrowserWindow extends EventEmitter {
  readonly id = nextId()
  readonly webContents: WebContents
  #destroyed = false
  #visible: boolean
  #form: Form = 'normal'
  #bounds: Rectangle
  #title: string
  #alwaysOnTop = false

  constructor(options: BrowserWindowOptions = {}) {
    super()
    engineOf()
    const { x, y, width, height, show = true, title = app.getName(), webPreferences = {} } = options
    refuseUnsafe(webPreferences)
    this.#bounds = { x: x ?? PLACE.x, y: y ?? PLACE.y, width: width ?? PLACE.width, height: height ?? PLACE.height }
    this.#visible = show
    this.#title = title
    this.webContents = new WebContents(webPreferences, { width: this.#bounds.width, height: this.#bounds.height })
    this.webContents.on('-gone', () => this.#gone())
    this.webContents.on('-close', () => this.#remove())
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    openWindows.add(this)
    if (show) focus.window = this
    app.emit('browser-window-created', anEvent(), this)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...openWindows].filter((window) => window instanceof BrowserWindow)
  }
  static getFocusedWindow(): BrowserWindow | null {
    return focus.window instanceof BrowserWindow ? focus.window : null
  }
  static fromId(id: number): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.id === id) ?? null
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }
  loadFile(path: string): Promise<void> {
    return this.webContents.loadFile(path)
  }
  reload(): void {
    this.webContents.reload()
  }

  show(): void {
    this.showInactive()
    this.focus()
  }
  showInactive(): void {
    if (this.#visible) return
    this.#visible = true
    this.emit('show')
  }
  hide(): void {
    if (!this.#visible) return
    this.#visible = false
    this.blur()
    this.emit('hide')
  }
  focus(): void {
    if (focus.window === this || !this.#visible) return
    focus.window = this
    this.emit('focus')
    app.emit('browser-window-focus', anEvent(), this)
  }
  blur(): void {
    if (focus.window !== this) return
    focus.window = null
    this.emit('blur')
    app.emit('browser-window-blur', anEvent(), this)
  }
  isVisible(): boolean {
    return this.#visible && this.#form !== 'minimized'
  }
  isFocused(): boolean {
    return focus.window === this
  }
  moveTop(): void {}
  flashFrame(_on: boolean): void {}

  minimize(): void {
    this.#become('minimized', 'minimize')
    this.blur()
  }
  maximize(): void {
    this.#become('maximized', 'maximize')
    this.emit('resize')
  }
  unmaximize(): void {
    if (this.#form === 'maximized') this.#become('normal', 'unmaximize')
  }
  restore(): void {
    if (this.#form === 'minimized') this.#become('normal', 'restore')
  }
  setFullScreen(on: boolean): void {
    this.#become(on ? 'fullscreen' : 'normal', on ? 'enter-full-screen' : 'leave-full-screen')
  }
  #become(form: Form, event: string): void {
    if (this.#form === form) return
    this.#form = form
    this.emit(event)
  }
  isMinimized(): boolean {
    return this.#form === 'minimized'
  }
  isMaximized(): boolean {
    return this.#form === 'maximized'
  }
  isFullScreen(): boolean {
    return this.#form === 'fullscreen'
  }

  getBounds(): Rectangle {
    return { ...this.#bounds }
  }
  getNormalBounds(): Rectangle {
    return { ...this.#bounds }
  }
  setBounds(bounds: Partial<Rectangle>): void {
    const before = this.#bounds
    this.#bounds = { ...before, ...bounds }
    if (before.x !== this.#bounds.x || before.y !== this.#bounds.y) this.emit('move')
    if (before.width !== this.#bounds.width || before.height !== this.#bounds.height) this.emit('resize')
  }
  setMinimumSize(_width: number, _height: number): void {}

  getTitle(): string {
    return this.#title
  }
  setTitle(title: string): void {
    this.#title = title
  }
  setAlwaysOnTop(on: boolean): void {
    this.#alwaysOnTop = on
  }
  isAlwaysOnTop(): boolean {
    return this.#alwaysOnTop
  }
  setIcon(_icon: unknown): void {}
  setMenu(_menu: unknown): void {}
  setMenuBarVisibility(_visible: boolean): void {}
  setAutoHideMenuBar(_hide: boolean): void {}
  setBackgroundColor(_color: string): void {}
  setProgressBar(_progress: number): void {}
  setOverlayIcon(_icon: unknown, _description: string): void {}

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
    const targetId = insidesOf(this.webContents).targetId()
    // It may be gone already.
    if (targetId !== undefined)
      engineOf()
        .root.send('Target.closeTarget', { targetId })
        .catch(() => {})
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
