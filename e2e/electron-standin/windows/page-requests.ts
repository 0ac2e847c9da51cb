import { phase } from '../base/phase.ts'
import type { CdpSession } from '../chromium/index.ts'
import { answerTo, type PausedRequest } from '../network/protocol.ts'
import { isInside, realAddress, withInsideAddresses } from '../network/schemes.ts'
import { filters } from '../network/web-request.ts'

interface Paused {
  requestId: string
  request: PausedRequest & { urlFragment?: string }
  resourceType: string
  frameId: string
}

/** Chromium's kinds of resources, as Electron names them. */
const KINDS: Record<string, string> = {
  Script: 'script',
  Stylesheet: 'stylesheet',
  Image: 'image',
  Font: 'font',
  XHR: 'xhr',
  Fetch: 'xhr',
  WebSocket: 'webSocket',
}

export interface RequestListeners {
  readonly contentsId: number
  /** Whether the main frame may go there. */
  readonly mayNavigate: (address: string) => boolean
}

/** Answers a page's requests: our own schemes by the application, all others by the network, each past the session's filters. */
export async function serveRequests(
  cdp: CdpSession,
  targetId: string,
  { contentsId, mayNavigate }: RequestListeners,
): Promise<void> {
  let count = 0

  async function serve({ requestId, request, resourceType, frameId }: Paused): Promise<void> {
    const fail = (errorReason: string) => cdp.send('Fetch.failRequest', { requestId, errorReason })
    const url = realAddress(request.url + (request.urlFragment ?? ''))
    const ofMainFrame = resourceType === 'Document' && frameId === targetId
    if (ofMainFrame && !mayNavigate(url)) return void (await fail('Aborted'))
    const kind =
      resourceType === 'Document' ? (ofMainFrame ? 'mainFrame' : 'subFrame') : (KINDS[resourceType] ?? 'other')
    const details = { id: (count += 1), url, method: request.method, resourceType: kind, webContentsId: contentsId }
    if ((await filters.beforeRequest(details)).cancel === true) return void (await fail('BlockedByClient'))
    if (!isInside(request.url)) return void (await cdp.send('Fetch.continueRequest', { requestId }))
    const answer = await answerTo(url, request, resourceType)
    if (answer === undefined) return void (await fail('Failed'))
    const responseHeaders = Object.fromEntries([...answer.headers].map(([name, value]) => [name, [value]]))
    const filtered = await filters.headersReceived({ ...details, statusCode: answer.status, responseHeaders })
    if (filtered.cancel === true) return void (await fail('BlockedByClient'))
    await cdp.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: answer.status,
      responseHeaders: Object.entries(filtered.responseHeaders ?? responseHeaders).flatMap(([name, values]) =>
        values.map((value) => ({ name, value: withInsideAddresses(value) })),
      ),
      body: Buffer.from(await answer.arrayBuffer()).toString('base64'),
    })
  }

  cdp.on('Fetch.requestPaused', (paused: Paused) => {
    serve(paused).catch((error: unknown) => {
      // A page that goes away takes its requests with it.
      if (!phase.exiting && !/Invalid InterceptionId|No target|session/i.test(String(error))) console.error(error)
    })
  })
  await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
}
