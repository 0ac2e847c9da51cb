import { connect } from 'node:net'
import type { Status } from '#schemas'
import { socketOf } from '#server/client'

const WITHIN_MS = 2000
const MAX_CHARACTERS = 1_048_576

/** HTTP 1.0, so that the answer ends with the connection and comes in one piece. */
const REQUEST = [
  'POST /rpc/system/status HTTP/1.0',
  'Host: localhost',
  'Content-Type: application/json',
  'Content-Length: 2',
  '',
  '{}',
].join('\r\n')

/**
 * The status of the live core, by hand: `fetch`, which the usual client needs, takes 25 ms to load, and on Node 24 `node:http`
 * takes 30. That is too much for what a prompt asks every few seconds.
 * @returns undefined where no core answers as expected; the usual way then says why
 */
export function quickStatus(home: string): Promise<Status | undefined> {
  return new Promise((resolve) => {
    const socketPath = socketOf(home)
    if (socketPath === undefined) return resolve(undefined)
    let answer = ''
    const socket = connect(socketPath, () => socket.write(REQUEST))
    socket.setEncoding('utf8')
    socket.setTimeout(WITHIN_MS, () => socket.destroy())
    socket.on('data', (chunk: string) => {
      answer += chunk
      if (answer.length > MAX_CHARACTERS) socket.destroy()
    })
    // Whatever went wrong, `close` follows, and what came until then is no whole answer.
    socket.once('error', () => undefined)
    socket.once('close', () => resolve(statusIn(answer)))
  })
}

function statusIn(answer: string): Status | undefined {
  const [, body] = /^HTTP\/1\.[01] 200 [^]*?\r\n\r\n([^]*)$/.exec(answer) ?? []
  if (body === undefined) return undefined
  try {
    const parsed: unknown = JSON.parse(body)
    const status: unknown = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'json') : undefined
    // Our own core checked it against the schema when it answered; loading the schema here would cost what this saves.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
    return typeof status === 'object' && status !== null ? (status as Status) : undefined
  } catch {
    // Cut off, or not our protocol: the usual way finds out what is there.
    return undefined
  }
}
