import { engineOf } from '../app/app.ts'
import { anEvent } from '../base/event.ts'
import type { CdpSession } from '../chromium/index.ts'
import { permissionsFor } from '../network/permissions.ts'
import { protocol } from '../network/protocol.ts'
import { insideAddress, realAddress } from '../network/schemes.ts'

/** Where a page is, and how it gets elsewhere. */
export interface PageNavigation {
  readonly url: () => string
  readonly isLoading: () => boolean
  readonly load: (url: string) => Promise<void>
  /** Whether the main frame may go there; to be asked before each document of its own. */
  readonly mayGo: (url: string) => boolean
}

const KNOWN_SCHEMES = /^(https?|file|data|about|blob):$/

/** @param emit tells listeners of the contents, under Electron's names */
export function createNavigation(
  contents: object,
  opened: () => Promise<CdpSession>,
  emit: (event: string, ...details: unknown[]) => void,
) {
  let current = ''
  let loading = false
  /** Where the page itself wants to go. */
  let wanted: string | undefined
  let pending: { readonly done: () => void; readonly failed: (error: Error) => void } | undefined

  function follow(cdp: CdpSession): void {
    cdp.on('Page.frameNavigated', ({ frame }: { frame: { parentId?: string; url: string; urlFragment?: string } }) => {
      if (frame.parentId !== undefined) return
      current = realAddress(frame.url + (frame.urlFragment ?? ''))
      emit('did-navigate', anEvent(), current, 200, 'OK')
    })
    cdp.on('Page.navigatedWithinDocument', ({ url }: { url: string }) => {
      current = realAddress(url)
      emit('did-navigate-in-page', anEvent(), current, true)
    })
    cdp.on('Page.frameRequestedNavigation', ({ url }: { url: string }) => {
      wanted = realAddress(url)
    })
    cdp.on('Page.domContentEventFired', () => emit('dom-ready', anEvent()))
    cdp.on('Page.loadEventFired', () => {
      if (!loading) return
      loading = false
      emit('did-finish-load', anEvent())
      emit('did-stop-loading')
      pending?.done()
      pending = undefined
    })
  }

  function mayGo(url: string): boolean {
    if (wanted !== undefined && pending === undefined) {
      wanted = undefined
      const event = anEvent({ url, isMainFrame: true, isSameDocument: false })
      emit('will-navigate', event, url)
      emit('will-frame-navigate', event)
      if (event.defaultPrevented) return false
    }
    loading = true
    emit('did-start-loading')
    return true
  }

  function fail(url: string, code: number, name: string): void {
    loading = false
    emit('did-fail-load', anEvent(), code, name, url, true)
    pending?.failed(Object.assign(new Error(`${name} (${code}) loading '${url}'`), { errno: code, code: name, url }))
    pending = undefined
  }

  async function load(url: string): Promise<void> {
    const cdp = await opened()
    await setPermissions(contents, url)
    const { promise, resolve: done, reject: failed } = Promise.withResolvers<void>()
    pending = { done, failed }
    const { protocol: scheme } = new URL(url)
    if (!KNOWN_SCHEMES.test(scheme) && !protocol.isProtocolHandled(scheme.slice(0, -1)))
      fail(url, -302, 'ERR_UNKNOWN_URL_SCHEME')
    else {
      const { errorText } = await cdp.send<{ errorText?: string }>('Page.navigate', { url: insideAddress(url) })
      if (errorText !== undefined) fail(url, errorText.includes('ABORTED') ? -3 : -2, errorText.replace('net::', ''))
    }
    return promise
  }

  return { url: () => current, isLoading: () => loading, load, mayGo, follow }
}

async function setPermissions(contents: object, address: string): Promise<void> {
  const { root } = engineOf()
  const permissions = await permissionsFor(contents, address)
  await Promise.all(
    permissions.map(({ name, granted }) =>
      root.send('Browser.setPermission', { permission: { name }, setting: granted ? 'granted' : 'denied' }),
    ),
  )
}
