import type { IncomingMessage } from 'node:http'
import { InterlockError, parseJsonText } from '#schemas'
import type { Intake } from '#api'
import type { Exchange } from './exchange.ts'

/**
 * The JSON a request carries, undefined when it carries nothing. Refuses by the announced size before it reads, by the
 * real size while it reads, and by depth and number of members before it parses.
 * @throws InterlockError too_many_requests, input_too_large, input_too_deep, input_too_many_members, input_not_json, invalid_input
 */
export async function readJson({ request, proceed }: Exchange, limit: number, intake?: Intake): Promise<unknown> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limit) throw tooLarge(announced, limit)
  if (announced > 0 || request.headers['transfer-encoding'] !== undefined) requireJson(request)
  proceed()
  const bytes = await readAll(request, limit)
  if (bytes.length === 0) return undefined
  const read = () => parseJsonText(decode(bytes), 'request', limit)
  return intake === undefined ? read() : intake.take(bytes.length, read)
}

/** A form of another site can send text/plain without asking first, JSON it cannot. */
function requireJson({ headers }: IncomingMessage): void {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type !== 'application/json') throw notJson('its Content-Type is not application/json')
  if (headers['content-encoding'] !== undefined) throw notJson('it is compressed')
}

function readAll(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const onData = (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= limit) return
      request.off('data', onData)
      reject(tooLarge(size, limit))
    }
    request.on('data', onData)
    request.once('end', () => resolve(Buffer.concat(chunks)))
    request.once('error', reject)
  })
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw notJson('it is not UTF-8')
  }
}

function tooLarge(bytes: number, limit: number): InterlockError {
  return new InterlockError('input_too_large', { what: 'request', bytes, limit })
}

function notJson(message: string): InterlockError {
  return new InterlockError('input_not_json', { what: 'request', message })
}
