/** What DALI's health said of its model server, from the same environment variables. */
export interface ModelHealth {
  readonly model_stub_mode: boolean
  readonly model_api_base: string
  readonly model_reachable: boolean | null
  readonly model_detail: string
}

const TIMEOUT_MS = 2000
const READ_BYTES = 2048

/** Asks `<base>/models`, with the key where there is one. */
export async function probeModel(env: NodeJS.ProcessEnv): Promise<ModelHealth> {
  const stub = (env['OPENCLAW_LOCAL_EXEC_MODEL_STUB'] ?? '1') === '1'
  const base = env['OPENCLAW_LOCAL_EXEC_API_BASE'] ?? env['OPENAI_BASE_URL'] ?? ''
  const known = { model_stub_mode: stub, model_api_base: base }
  if (stub) return { ...known, model_reachable: null, model_detail: 'stub_mode' }
  if (base === '') return { ...known, model_reachable: false, model_detail: 'missing_api_base' }
  try {
    const key = env['OPENAI_API_KEY']
    const response = await fetch(`${base.replace(/\/$/, '')}/models`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    })
    return {
      ...known,
      model_reachable: response.ok,
      model_detail: `http_${response.status}_bytes_${await countBytes(response)}`,
    }
  } catch (error) {
    return { ...known, model_reachable: false, model_detail: `error:${String(error).slice(0, 120)}` }
  }
}

/** Reads at most as much as it needs to say that there was an answer. */
async function countBytes(response: Response): Promise<number> {
  const body: ReadableStream<Uint8Array> | null = response.body
  const reader = body?.getReader()
  let bytes = 0
  for (let piece = await reader?.read(); piece?.value !== undefined; piece = await reader?.read()) {
    bytes += piece.value.length
    if (bytes >= READ_BYTES) return READ_BYTES
  }
  return bytes
}
