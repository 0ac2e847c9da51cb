import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** A request as it came. */
export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Answering {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: string
  /** Says nothing for so long. */
  readonly afterMs?: number
}

/** A server on this machine that takes what is sent to it, and answers as it is told: with one answer after the other, then 200. */
export async function aReceiver(...answers: readonly Answering[]) {
  const received: Received[] = []
  const left = [...answers]
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body })
      const { status = 200, headers = {}, body: said = '', afterMs = 0 } = left.shift() ?? {}
      setTimeout(() => response.writeHead(status, headers).end(said), afterMs)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  // It was just told to listen on a port, so it has an address of that kind.
  const { port } = server.address() as AddressInfo
  return { received, url: `http://127.0.0.1:${port}`, port }
}
