import { EventEmitter } from 'node:events'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app, engineOf } from '../app/app.ts'
import { anEvent } from '../base/event.ts'
import { nextId } from '../base/open-windows.ts'
import { phase } from '../base/phase.ts'
import { noteError, witness } from '../base/witness.ts'
import type { CdpSession } from '../chromium/index.ts'
import { permissionsFor } from '../network/permissions.ts'
import { protocol } from '../network/protocol.ts'
import { insideAddress, realAddress } from '../network/schemes.ts'
import { theSession } from '../network/session.ts'
import { nativeTheme } from '../system/native-theme.ts'
import { type MessagePortMain, MessagePortMain as Port } from '../wire/message-port-main.ts'
import { guardDestroyed } from './guard.ts'
import { ipcMain } from './ipc-main.ts'
import { linkToPage, type PageLink, reportPreloadError } from './page-link.ts'
import { serveRequests } from './page-requests.ts'

/** Preferences that the stand-in reads. */
export interface WebPreferences {
  readonly preload?: string
  readonly sandbox?: boolean
  readonly contextIsolation?: boolean
  readonly nodeIntegration?: boolean
}

type OpenHandler = (details: object) => { action: string }

/** What a window does with its contents beyond what applications may. */
export interface Insides {
  readonly targetId: () => string | undefined
  readonly cdp: () => Promise<CdpSession>
  readonly destroy: () => void
}

const insides = new WeakMap<WebContents, Insides>()
const all = new Set<WebContents>()

export function insidesOf(contents: WebContents): Insides {
  const found = insides.get(contents)
  if (found === undefined) throw new Error('stand-in: contents without insides')
  return found
}

const KNOWN_SCHEMES = /^(https?|file|data|about|blob):$/

export class WebContents extends EventEmitter {
  readonly id = nextId()
  readonly session = theSession
  readonly mainFrame: {
    readonly url: string
    readonly origin: string
    readonly parent: null
    readonly detached: boolean
  }
  #destroyed = false
  #crashed = false
  #loading = false
  #url = ''
  #targetId: string | undefined
  #link: PageLink | undefined
  #load: { readonly done: () => void; readonly failed: (error: Error) => void } | undefined
  /** Where the page itself wants to go. */
  #wanted: string | undefined
  #openHandler: OpenHandler = () => ({ action: 'allow' })
  readonly #opened: Promise<CdpSession>

  constructor(preferences: WebPreferences, size: { width: number; height: number }) {
    super()
    const current = () => this.#url
    const ended = () => this.#destroyed
    this.mainFrame = {
      get url() {
        return current()
      },
      get origin() {
        const [origin = 'null'] = /^[^:]+:\/\/[^/]*/.exec(current()) ?? []
        return origin
      },
      parent: null,
      get detached() {
        return ended()
      },
    }
    all.add(this)
    this.#opened = this.#open(preferences, size)
    insides.set(this, {
      targetId: () => this.#targetId,
      cdp: () => this.#opened,
      destroy: () => this.#end(),
    })
    this.#opened.catch((error: unknown) => {
      if (!phase.exiting && !this.#destroyed) noteError(`stand-in: ${String(error)}`)
    })
    app.emit('web-contents-created', anEvent(), this)
  }

  static getAllWebContents(): WebContents[] {
    return [...all]
  }
  static fromId(id: number): WebContents | undefined {
    return [...all].find((contents) => contents.id === id)
  }
  static fromDevToolsTargetId(targetId: string): WebContents | undefined {
    return [...all].find((contents) => contents.#targetId === targetId)
  }

  async #open({ preload }: WebPreferences, size: object): Promise<CdpSession> {
    const { root, attach } = engineOf()
    const { targetId } = await root.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank', ...size })
    this.#targetId = targetId
    root.on('Target.targetDestroyed', ({ targetId: gone }: { targetId: string }) => {
      if (gone === targetId) this.emit('-gone')
    })
    const cdp = await attach(targetId)
    this.#follow(cdp)
    const listeners = {
      ipc: (channel: string, args: unknown[], ports: ConstructorParameters<typeof Port>[0][]) =>
        this.#receive(
          channel,
          args,
          ports.map((port) => new Port(port)),
        ),
      open: (request: { url: string; frameName: string; features: string }) => this.#askToOpen(request),
      preloadError: (error: Error) => {
        reportPreloadError(preload, error)
        this.emit('preload-error', anEvent(), preload, error)
      },
    }
    const mayNavigate = (address: string) => this.#mayNavigate(address)
    const [link] = await Promise.all([
      linkToPage(cdp, preload, listeners),
      serveRequests(cdp, targetId, { contentsId: this.id, mayNavigate }),
      cdp.send('Page.enable'),
      cdp.send('Inspector.enable'),
      this.#showTheme(cdp),
    ])
    this.#link = link
    nativeTheme.on('updated', () => void this.#showTheme(cdp).catch(() => {}))
    return cdp
  }

  #follow(cdp: CdpSession): void {
    cdp.on('Page.frameNavigated', ({ frame }: { frame: { parentId?: string; url: string; urlFragment?: string } }) => {
      if (frame.parentId !== undefined) return
      this.#url = realAddress(frame.url + (frame.urlFragment ?? ''))
      this.#crashed = false
      this.emit('did-navigate', anEvent(), this.#url, 200, 'OK')
    })
    cdp.on('Page.navigatedWithinDocument', ({ url }: { url: string }) => {
      this.#url = realAddress(url)
      this.emit('did-navigate-in-page', anEvent(), this.#url, true)
    })
    cdp.on('Page.frameRequestedNavigation', ({ url }: { url: string }) => {
      this.#wanted = realAddress(url)
    })
    cdp.on('Page.domContentEventFired', () => this.emit('dom-ready', anEvent()))
    cdp.on('Page.loadEventFired', () => {
      if (!this.#loading) return
      this.#loading = false
      this.emit('did-finish-load', anEvent())
      this.emit('did-stop-loading')
      this.#load?.done()
      this.#load = undefined
    })
    cdp.on('Inspector.targetCrashed', () => {
      this.#crashed = true
      this.#link?.close()
      const details = { reason: 'crashed', exitCode: 139 }
      this.emit('render-process-gone', anEvent(), details)
      app.emit('render-process-gone', anEvent(), this, details)
    })
  }

  #mayNavigate(url: string): boolean {
    if (this.#wanted !== undefined && this.#load === undefined) {
      const event = anEvent({ url, isMainFrame: true, isSameDocument: false, frame: this.mainFrame })
      this.emit('will-navigate', event, url)
      this.#wanted = undefined
      if (event.defaultPrevented) return false
    }
    this.#loading = true
    this.emit('did-start-loading')
    return true
  }

  #askToOpen(request: { url: string; frameName: string; features: string }): void {
    const referrer = { url: this.#url, policy: 'default' }
    const { action } = this.#openHandler({
      ...request,
      url: realAddress(request.url),
      disposition: 'foreground-tab',
      referrer,
    })
    // The page has its null already, as with a refusal.
    if (action !== 'deny') noteError(`stand-in: a new window for ${request.url} was allowed, and there are none here`)
  }

  #receive(channel: string, args: unknown[], ports: MessagePortMain[]): void {
    const event = anEvent({ sender: this, senderFrame: this.mainFrame, frameId: 1, processId: 1, ports })
    ipcMain.emit(channel, event, ...args)
  }

  async #showTheme(cdp: CdpSession): Promise<void> {
    const value = nativeTheme.shouldUseDarkColors ? 'dark' : 'light'
    await cdp.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] })
  }

  #end(): void {
    if (this.#destroyed) return
    this.#link?.close()
    this.#destroyed = true
    all.delete(this)
    this.emit('destroyed')
  }

  async loadURL(url: string): Promise<void> {
    const cdp = await this.#opened
    await this.#setPermissions(url)
    const { promise, resolve: done, reject: failed } = Promise.withResolvers<void>()
    this.#load = { done, failed }
    const fail = (code: number, name: string) => {
      this.#load = undefined
      this.#loading = false
      this.emit('did-fail-load', anEvent(), code, name, url, true)
      failed(Object.assign(new Error(`${name} (${code}) loading '${url}'`), { errno: code, code: name, url }))
    }
    const { protocol: scheme } = new URL(url)
    if (!KNOWN_SCHEMES.test(scheme) && !protocol.isProtocolHandled(scheme.slice(0, -1))) {
      fail(-302, 'ERR_UNKNOWN_URL_SCHEME')
      return promise
    }
    const { errorText } = await cdp.send<{ errorText?: string }>('Page.navigate', { url: insideAddress(url) })
    if (errorText !== undefined) fail(errorText.includes('ABORTED') ? -3 : -2, errorText.replace('net::', ''))
    return promise
  }
  loadFile(path: string): Promise<void> {
    return this.loadURL(pathToFileURL(resolve(app.getAppPath(), path)).href)
  }

  async #setPermissions(address: string): Promise<void> {
    const { root } = engineOf()
    const all = await permissionsFor(this, address)
    await Promise.all(
      all.map(({ name, granted }) =>
        root.send('Browser.setPermission', { permission: { name }, setting: granted ? 'granted' : 'denied' }),
      ),
    )
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
    const cdp = await this.#opened
    const answer = await cdp.send<{
      result: { value?: unknown }
      exceptionDetails?: { text: string; exception?: { description?: string } }
    }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true, userGesture: true })
    const { exceptionDetails: failure } = answer
    if (failure) throw new Error(failure.exception?.description ?? failure.text)
    return answer.result.value
  }
  send(channel: string, ...args: unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument')
    this.#link?.send(channel, args)
  }
  postMessage(channel: string, message: unknown, transfer?: MessagePortMain[]): void {
    this.#link?.send(channel, [message], transfer)
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }
  getURL(): string {
    return this.#url
  }
  getTitle(): string {
    return this.#url
  }
  isLoading(): boolean {
    return this.#loading
  }
  isCrashed(): boolean {
    return this.#crashed
  }
  isDestroyed(): boolean {
    return this.#destroyed
  }
  isFocused(): boolean {
    return false
  }
  focus(): void {}
  close(): void {
    this.emit('-close')
  }
  openDevTools(): void {
    witness.opened.push('devtools')
  }
  isDevToolsOpened(): boolean {
    return false
  }
  setBackgroundThrottling(_on: boolean): void {}
  setWebRTCIPHandlingPolicy(_policy: string): void {}
}

guardDestroyed(WebContents)
