import { codeOf } from '#core/record'

/** What came of asking a server for its models. Lengths of time are whole milliseconds. */
export type ModelsAnswer =
  | {
      readonly outcome: 'answered'
      readonly status: number
      readonly body: Buffer
      /** Whether it went on beyond what was read. */
      readonly cut: boolean
      readonly ms: number
    }
  | { readonly outcome: 'timed_out'; readonly ms: number }
  /** `code` is the system's: `ECONNREFUSED`. */
  | { readonly outcome: 'failed'; readonly code: string | null; readonly ms: number }

export interface ModelsQuestion {
  /** Address of the API, without `/models`. */
  readonly base: string
  readonly key: string | undefined
  readonly timeoutMs: number
  /** No more of the answer is read. */
  readonly maxBytes: number
  /** Gives the question up. */
  readonly signal?: AbortSignal
}

/** `GET <base>/models`. A redirect is an answer like another and is not followed: the key would go along. */
export async function askModels({ base, key, timeoutMs, maxBytes, signal }: ModelsQuestion): Promise<ModelsAnswer> {
  const begun = performance.now()
  const ms = () => Math.round(performance.now() - begun)
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(`${base}/models`, {
      redirect: 'manual',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      // A connection that is kept tells of the server as it was.
      headers: {
        accept: 'application/json',
        connection: 'close',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
    })
    const { body, cut } = await firstBytes(response, maxBytes)
    return { outcome: 'answered', status: response.status, body, cut, ms: ms() }
  } catch (error) {
    if (timeout.aborted && signal?.aborted !== true) return { outcome: 'timed_out', ms: ms() }
    return { outcome: 'failed', code: systemCode(error), ms: ms() }
  }
}

async function firstBytes(response: Response, maxBytes: number): Promise<{ body: Buffer; cut: boolean }> {
  const stream: ReadableStream<Uint8Array> | null = response.body
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of stream ?? []) {
    pieces.push(piece)
    size += piece.length
    // Leaving the loop ends the connection with it.
    if (size > maxBytes) break
  }
  return { body: Buffer.concat(pieces).subarray(0, maxBytes), cut: size > maxBytes }
}

/** Only what the system itself calls it: messages repeat addresses and headers. */
function systemCode(error: unknown): string | null {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error
  const code = codeOf(cause)
  return /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : null
}
