import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** How a model server behaves; a test changes it as it goes. */
export interface ModelServerMood {
  models: string[]
  /** The key it wants; any request is welcome without one. */
  key: string | undefined
  /** Answers with this instead. */
  status: number | undefined
  /** Written instead of the list. */
  body: string | undefined
  /** Takes the request and says nothing for so long. */
  delayMs: number
  location: string | undefined
}

export interface ModelServer {
  readonly port: number
  /** Its address without `/v1`. */
  readonly url: string
  readonly mood: ModelServerMood
  /** Requests so far: path and key. */
  readonly asked: { readonly path: string; readonly key: string | undefined }[]
  close(): Promise<void>
}

/** A server that speaks `GET /v1/models` of OpenAI's API, on a free port of this machine until the test is over. */
export async function aModelServer(first: Partial<ModelServerMood> = {}, port = 0): Promise<ModelServer> {
  const none = { key: undefined, status: undefined, body: undefined, delayMs: 0, location: undefined }
  const mood: ModelServerMood = { models: ['coder-7b', 'chat-small'], ...none, ...first }
  const asked: ModelServer['asked'] = []
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', key: keyOf(request) })
    const { key, status, body, delayMs, location } = mood
    setTimeout(() => {
      if (location !== undefined) return void response.writeHead(302, { location }).end()
      if (key !== undefined && keyOf(request) !== key) return void response.writeHead(401).end('{"error":{}}')
      if (request.url !== '/v1/models') return void response.writeHead(404).end()
      response.writeHead(status ?? 200, { 'content-type': 'application/json' }).end(body ?? listOf(mood.models))
    }, delayMs)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : 0
  async function close(): Promise<void> {
    if (!server.listening) return
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  onTestFinished(close)
  return { port: bound, url: `http://127.0.0.1:${bound}`, mood, asked, close }
}

function keyOf({ headers }: IncomingMessage): string | undefined {
  return headers.authorization?.replace(/^Bearer /, '')
}

function listOf(models: readonly string[]): string {
  return JSON.stringify({ object: 'list', data: models.map((id) => ({ id, object: 'model', owned_by: 'local' })) })
}
