import { protocol } from 'electron'
import type { Logger } from 'pino'
import { createBundle } from './bundle.ts'
import { SECURITY_HEADERS } from './content-security.ts'
import { SCHEME } from './own-address.ts'

/** To be called once, before the application is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built console at app://bundle/. To be called once the application is ready, before the first window. */
export function serveBundle(folder: string, log: Logger): void {
  const answer = createBundle(folder)
  protocol.handle(SCHEME, async (request) => {
    try {
      return await answer(request)
    } catch (error) {
      log.error({ err: error, url: request.url.slice(0, 256) }, 'A file of the console could not be served')
      return new Response('This file cannot be read.', {
        status: 500,
        headers: { ...SECURITY_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' },
      })
    }
  })
}
