import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { aFolder } from '../support/test-core.ts'

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

/** Takes what is sent, and answers as it is told: with one answer after the other, then 200. */
function taking(answers: readonly Answering[]) {
  const received: Received[] = []
  const left = [...answers]
  const take = (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body })
      const { status = 200, headers = {}, body: said = '', afterMs = 0 } = left.shift() ?? {}
      setTimeout(() => response.writeHead(status, headers).end(said), afterMs)
    })
  }
  return { received, take }
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  // It was just told to listen on a port, so it has an address of that kind.
  return (server.address() as AddressInfo).port
}

/** A server on this machine. */
export async function aReceiver(...answers: readonly Answering[]) {
  const { received, take } = taking(answers)
  const port = await listening(createServer(take))
  return { received, url: `http://127.0.0.1:${port}`, port }
}

/** The same with TLS, and a certificate that nobody vouches for. */
export async function aSecureReceiver() {
  const folder = aFolder('certificate')
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const made = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const named = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync('openssl', ['req', ...made, ...named, '-keyout', key, '-out', certificate], { stdio: 'ignore' })
  const { received, take } = taking([])
  const server = createSecureServer({ key: readFileSync(key), cert: readFileSync(certificate) }, take)
  const port = await listening(server)
  return { received, url: `https://127.0.0.1:${port}`, port, certificate: readFileSync(certificate, 'utf8') }
}
