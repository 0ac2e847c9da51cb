import { phase } from '../base/phase.ts'
import type { CdpSession } from '../chromium/index.ts'
import { answerTo, type PausedRequest } from '../network/protocol.ts'
import { isInside, realAddress, withInsideAddresses } from '../network/schemes.ts'

interface Paused {
  requestId: string
  request: PausedRequest & { urlFragment?: string }
  resourceType: string
  frameId: string
}

/** Answers a page's requests: our own schemes by the application, all others by the network. */
export async function serveRequests(
  cdp: CdpSession,
  targetId: string,
  /** Whether the main frame may go there. */
  mayGo: (address: string) => boolean,
): Promise<void> {
  async function serve({ requestId, request, resourceType, frameId }: Paused): Promise<void> {
    const fail = (errorReason: string) => cdp.send('Fetch.failRequest', { requestId, errorReason })
    const url = realAddress(request.url + (request.urlFragment ?? ''))
    const ofMainFrame = resourceType === 'Document' && frameId === targetId
    if (ofMainFrame && !mayGo(url)) return void (await fail('Aborted'))
    if (!isInside(request.url)) return void (await cdp.send('Fetch.continueRequest', { requestId }))
    const answer = await answerTo(url, request, resourceType)
    if (answer === undefined) return void (await fail('Failed'))
    await cdp.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: answer.status,
      responseHeaders: [...answer.headers].map(([name, value]) => ({ name, value: withInsideAddresses(value) })),
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
