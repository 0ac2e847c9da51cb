import { type IncomingMessage, request as httpRequest } from 'node:http'

/**
 * `fetch` over a Unix socket or a named pipe, which Node's own cannot do without a package. Answers stream; aborting the
 * request ends the connection.
 */
export function createSocketFetch(socketPath: string) {
  return async function socketFetch(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url)
    const body = Buffer.from(await request.arrayBuffer())
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = httpRequest({
        socketPath,
        path: pathname + search,
        method: request.method,
        headers: { ...Object.fromEntries(request.headers), 'content-length': body.length },
        signal: request.signal,
      })
      // An aborted call ends with the reason of whoever aborted it, as with fetch.
      outgoing.once('error', (error) => reject(abortReason(request.signal) ?? error))
      outgoing.once('response', resolve)
      outgoing.end(body)
    })
    const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)])
    return new Response(bodyOf(answer), { status: answer.statusCode ?? 502, headers })
  }
}

function bodyOf(answer: IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      answer.on('data', (chunk: Buffer) => {
        controller.enqueue(new Uint8Array(chunk))
        if ((controller.desiredSize ?? 0) <= 0) answer.pause()
      })
      answer.once('end', () => controller.close())
      answer.once('error', (error) => controller.error(error))
    },
    pull: () => void answer.resume(),
    cancel: () => void answer.destroy(),
  })
}

function abortReason(signal: AbortSignal): Error | undefined {
  const reason: unknown = signal.reason
  return reason instanceof Error ? reason : undefined
}
