import { EventEmitter } from 'node:events'
import { app } from '../app/app.ts'
import { anEvent } from '../base/event.ts'
import { focus, nextId } from '../base/open-windows.ts'
import { guardDestroyed } from './guard.ts'

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

export interface BaseWindowOptions extends Partial<Rectangle> {
  readonly show?: boolean
  readonly title?: string
}

/** Where the window system of a headless machine would put one. */
const PLACE = { x: 40, y: 40, width: 800, height: 600 }

type Form = 'normal' | 'minimized' | 'maximized' | 'fullscreen'

/** A window nobody sees: what it would look like is kept. */
export abstract class BaseWindow extends EventEmitter {
  readonly id = nextId()
  #visible: boolean
  #form: Form = 'normal'
  #bounds: Rectangle
  #title: string

  constructor({ x, y, width, height, show = true, title = app.getName() }: BaseWindowOptions) {
    super()
    this.#bounds = { x: x ?? PLACE.x, y: y ?? PLACE.y, width: width ?? PLACE.width, height: height ?? PLACE.height }
    this.#visible = show
    this.#title = title
  }

  abstract close(): void
  abstract isDestroyed(): boolean

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
  flashFrame(_on: boolean): void {}

  minimize(): void {
    this.#become('minimized', 'minimize')
    this.blur()
  }
  maximize(): void {
    this.#become('maximized', 'maximize')
    this.emit('resize')
  }
  restore(): void {
    if (this.#form === 'minimized') this.#become('normal', 'restore')
  }
  setFullScreen(on: boolean): void {
    this.#become(on ? 'fullscreen' : 'normal', on ? 'enter-full-screen' : 'leave-full-screen')
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

  getTitle(): string {
    return this.#title
  }
  setTitle(title: string): void {
    this.#title = title
  }
  setOverlayIcon(_icon: unknown, _description: string): void {}

  #become(form: Form, event: string): void {
    if (this.#form === form) return
    this.#form = form
    this.emit(event)
  }
}

guardDestroyed(BaseWindow)
