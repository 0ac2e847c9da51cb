import { EventEmitter } from 'node:events'
import { anEvent } from '../base/event.ts'
import { needsReady } from '../base/phase.ts'
import { witness } from '../base/witness.ts'

interface Options {
  readonly title?: string
  readonly body?: string
  readonly silent?: boolean
  readonly urgency?: string
  readonly timeoutType?: string
  readonly actions?: { type: 'button'; text: string }[]
}

/** Shown to nobody: tests see it, and emit what its user would do. */
export class Notification extends EventEmitter {
  title: string
  body: string
  silent: boolean
  urgency: string
  timeoutType: string
  actions: { type: 'button'; text: string }[]
  shown = false

  constructor(options: Options = {}) {
    needsReady('Cannot create Notification before app is ready')
    super()
    this.title = options.title ?? ''
    this.body = options.body ?? ''
    this.silent = options.silent ?? false
    this.urgency = options.urgency ?? 'normal'
    this.timeoutType = options.timeoutType ?? 'default'
    this.actions = options.actions ?? []
  }

  static isSupported(): boolean {
    return true
  }

  show(): void {
    if (!witness.notifications.includes(this)) witness.notifications.push(this)
    this.shown = true
    this.emit('show', anEvent())
  }
  close(): void {
    if (!this.shown) return
    this.shown = false
    this.emit('close', anEvent())
  }
}
