import { EventEmitter } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import { app, engineOf } from '../app/app.ts'
import { anEvent } from '../base/event.ts'
import { nextId } from '../base/open-windows.ts'
import { phase } from '../base/phase.ts'
import { noteError, witness } from '../base/witness.ts'
import type { CdpSession } from '../chromium/index.ts'
import { realAddress } from '../network/schemes.ts'
import { theSession } from '../network/session.ts'
import { MessagePortMain } from '../wire/message-port-main.ts'
import { guardDestroyed } from './guard.ts'
import { keepInsides } from './insides.ts'
import { ipcMain } from './ipc-main.ts'
import { chromiumKey, inputEventOf, type KeyPress } from './key-press.ts'
import { MainFrame } from './main-frame.ts'
import { evaluate, followTheme } from './page-calls.ts'
import { linkToPage, type PageLink } from './page-link.ts'
import { createNavigation } from './page-navigation.ts'
import { serveRequests } from './page-requests.ts'

/** Preferences that the stand-in reads. */
export interface WebPreferences {
  readonly preload?: string
  readonly sandbox?: boolean
  readonly contextIsolation?: boolean
  readonly nodeIntegration?: boolean
}

type OpenHandler = (details: object) => { action: string }

const all = new Set<WebContents>()

export class WebContents extends EventEmitter {
  readonly id = nextId()
  readonly session = theSession
  readonly mainFrame = new MainFrame(() => this.getURL())
  #destroyed = false
  #crashed = false
  #targetId: string | undefined
  #link: PageLink | undefined
  #closing: () => void = () => {}
  #gone: () => void = () => {}
  #openHandler: OpenHandler = () => ({ action: 'allow' })
  #callPolicy = 'default'
  readonly #navigation = createNavigation(
    this,
    () => this.#opened,
    (event, ...details) => this.emit(event, ...details),
  )
  readonly #opened: Promise<CdpSession>

  constructor(preferences: WebPreferences, size: { width: number; height: number }) {
    super()
    all.add(this)
    this.#opened = this.#open(preferences, size)
    keepInsides(this, {
      onGone: (tell) => (this.#gone = tell),
      onClose: (tell) => (this.#closing = tell),
      close: () => {
        // It may be gone already.
        if (this.#targetId !== undefined)
          engineOf()
            .root.send('Target.closeTarget', { targetId: this.#targetId })
            .catch(() => {})
      },
      destroy: () => this.#end(),
    })
    this.#opened.catch((error: unknown) => {
      if (!phase.exiting && !this.#destroyed) noteError(`stand-in: ${String(error)}`)
    })
    app.emit('web-contents-created', anEvent(), this)
  }

  static fromDevToolsTargetId(targetId: string): WebContents | undefined {
    return [...all].find((contents) => contents.#targetId === targetId)
  }

  async #open({ preload }: WebPreferences, size: object): Promise<CdpSession> {
    const { root, attach } = engineOf()
    const { targetId } = await root.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank', ...size })
    this.#targetId = targetId
    root.on('Target.targetDestroyed', ({ targetId: gone }: { targetId: string }) => {
      if (gone === targetId) this.#gone()
    })
    const cdp = await attach(targetId)
    cdp.on('Inspector.targetCrashed', () => this.#crash())
    cdp.on('Page.frameNavigated', () => (this.#crashed = false))
    this.#navigation.follow(cdp)
    const listeners = {
      ipc: (channel: string, args: unknown[], ports: MessagePort[]) => this.#receive(channel, args, ports),
      open: (request: { url: string; frameName: string; features: string }) => this.#askToOpen(request),
      preloadError: (error: Error) => {
        noteError(`Unable to load preload script: ${preload}: ${error.message}`)
        this.emit('preload-error', anEvent(), preload, error)
      },
    }
    const [link] = await Promise.all([
      linkToPage(cdp, preload, listeners),
      serveRequests(cdp, targetId, this.#navigation.mayGo),
      cdp.send('Page.enable'),
      cdp.send('Inspector.enable'),
      followTheme(cdp),
    ])
    this.#link = link
    return cdp
  }

  #crash(): void {
    this.#crashed = true
    this.#link?.close()
    const details = { reason: 'crashed', exitCode: 139 }
    this.emit('render-process-gone', anEvent(), details)
    app.emit('render-process-gone', anEvent(), this, details)
  }

  #askToOpen(request: { url: string; frameName: string; features: string }): void {
    const referrer = { url: this.getURL(), policy: 'default' }
    const url = realAddress(request.url)
    const { action } = this.#openHandler({ ...request, url, disposition: 'foreground-tab', referrer })
    // The page has its null already, as with a refusal.
    if (action !== 'deny') noteError(`stand-in: a new window for ${url} was allowed, and there are none here`)
  }

  #receive(channel: string, args: unknown[], native: MessagePort[]): void {
    const ports = native.map((port) => new MessagePortMain(port))
    const event = anEvent({ sender: this, senderFrame: this.mainFrame, frameId: 1, processId: 1, ports })
    ipcMain.emit(channel, event, ...args)
  }

  #end(): void {
    if (this.#destroyed) return
    this.#link?.close()
    this.#destroyed = true
    all.delete(this)
    this.emit('destroyed')
  }

  loadURL(url: string): Promise<void> {
    return this.#navigation.load(url)
  }
  reload(): void {
    this.#tell('Page.reload')
  }
  reloadIgnoringCache(): void {
    this.#tell('Page.reload', { ignoreCache: true })
  }
  forcefullyCrashRenderer(): void {
    this.#tell('Page.crash')
  }
  #tell(method: string, parameters?: object): void {
    // What goes away in the meantime needs nothing more.
    void this.#opened.then((cdp) => cdp.send(method, parameters)).catch(() => {})
  }
  async executeJavaScript(expression: string): Promise<unknown> {
    return evaluate(await this.#opened, expression)
  }
  /** Keys that Playwright presses go to the page alone; only these pass main first, as all do in Electron. */
  sendInputEvent(press: KeyPress): void {
    const [event, input] = inputEventOf(press)
    this.emit('before-input-event', event, input)
    if (!event.defaultPrevented) this.#tell('Input.dispatchKeyEvent', chromiumKey(press))
  }
  send(channel: string, ...args: unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument')
    this.#link?.send(channel, args)
  }
  postMessage(channel: string, message: unknown, transfer?: MessagePortMain[]): void {
    this.#link?.send(channel, [message], transfer)
  }
  /** Kept, not followed: pages of the stand-in are those of a browser that takes it from its profile. */
  setWebRTCIPHandlingPolicy(policy: string): void {
    this.#callPolicy = policy
  }
  getWebRTCIPHandlingPolicy(): string {
    return this.#callPolicy
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }
  getURL(): string {
    return this.#navigation.url()
  }
  isLoading(): boolean {
    return this.#navigation.isLoading()
  }
  isCrashed(): boolean {
    return this.#crashed
  }
  isDestroyed(): boolean {
    return this.#destroyed
  }
  close(): void {
    this.#closing()
  }
  openDevTools(): void {
    witness.opened.push('devtools')
  }
}

guardDestroyed(WebContents)
