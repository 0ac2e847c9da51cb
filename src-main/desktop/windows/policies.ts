import { app, session, shell } from 'electron'
import type { Logger } from 'pino'
import { isOwnAddress } from '../protocol/index.ts'
import { externalLink } from './external-link.ts'

/** The one permission a page has: to put text on the clipboard, which its copy buttons do. It cannot read from there. */
const ALLOWED = 'clipboard-sanitized-write'

/** Refuses what no page of ours does. To be called once the application is ready, before the first window. */
export function setPolicies(log: Logger): void {
  const { defaultSession } = session
  // Without handlers Electron grants everything.
  defaultSession.setPermissionRequestHandler((contents, permission, answer, { requestingUrl }) => {
    const isAllowed = permission === ALLOWED && isOwnAddress(requestingUrl)
    if (!isAllowed) log.warn({ permission, url: contents.getURL().slice(0, 256) }, 'Refused a permission')
    answer(isAllowed)
  })
  defaultSession.setPermissionCheckHandler(
    (_, permission, origin) => permission === ALLOWED && isOwnAddress(`${origin.replace(/\/$/, '')}/`),
  )
  defaultSession.setDevicePermissionHandler(() => false)
  // No page of ours saves anything by itself; otherwise a link could put up a question of the system.
  defaultSession.on('will-download', (event, item) => {
    event.preventDefault()
    log.warn({ url: item.getURL().slice(0, 256) }, 'Refused a download')
  })

  app.on('web-contents-created', (_, contents) => {
    const stay = (event: { readonly url: string; preventDefault: () => void }) => {
      if (isOwnAddress(event.url)) return
      event.preventDefault()
      log.warn({ url: event.url.slice(0, 256) }, 'Refused to leave the console')
      open(event.url)
    }
    contents.on('will-navigate', stay)
    contents.on('will-frame-navigate', stay)
    contents.on('will-redirect', stay)
    // Whoever closes or reloads a window is obeyed; a page has nothing of its own to lose.
    contents.on('will-prevent-unload', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    // No policy of a page keeps it from calls between browsers, whose packets to any address could carry what it shows.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
    contents.setWindowOpenHandler(({ url }) => {
      open(url)
      return { action: 'deny' }
    })
  })

  function open(address: string): void {
    const link = externalLink(address)
    if (link === undefined) return
    shell.openExternal(link).catch((error: unknown) => log.warn({ err: error }, 'A link could not be opened'))
  }
}
