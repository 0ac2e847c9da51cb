import { askModels } from '#core/workers'

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
  const answer = await askModels({
    base: base.replace(/\/$/, ''),
    key: env['OPENAI_API_KEY'],
    timeoutMs: TIMEOUT_MS,
    maxBytes: READ_BYTES,
  })
  if (answer.outcome !== 'answered') {
    const detail = answer.outcome === 'timed_out' ? 'timed out' : (answer.code ?? 'no connection')
    return { ...known, model_reachable: false, model_detail: `error:${detail}` }
  }
  const { status, body } = answer
  return {
    ...known,
    model_reachable: status >= 200 && status < 300,
    model_detail: `http_${status}_bytes_${body.length}`,
  }
}
