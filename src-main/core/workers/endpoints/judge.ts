import { z } from 'zod'
import type { EndpointReason, EndpointSpec, EndpointState } from '#schemas'
import { formatDuration, MAX_JSON_DEPTH, measureJson } from '#schemas/format'
import type { ModelsAnswer } from './ask-models.ts'

/** A list of models is at most so large; that of a market of models has some 20,000 members. */
export const MAX_LIST_BYTES = 1024 * 1024
const MAX_LIST_MEMBERS = 60_000
const MAX_MODELS = 200
const MAX_MODEL_NAME = 200
/** So many probes tell whether an endpoint comes and goes, by so many changes between them. */
const REMEMBERED = 10
const FLAPPING_CHANGES = 3

const listSchema = z.object({ data: z.array(z.object({ id: z.string() })) })

/** What a probe says of an endpoint. */
export interface Judgement {
  readonly state: EndpointState
  readonly reason: EndpointReason | null
  /** What it listed; null where it did not answer with a list. */
  readonly models: string[] | null
  /** How long the list took; null where there was none. */
  readonly ms: number | null
}

/**
 * @param before whether each of the latest probes got a list, newest last
 * @param clean hides what must not be shown in what the server wrote
 */
export function judge(
  answer: ModelsAnswer,
  spec: Pick<EndpointSpec, 'secret' | 'model' | 'slow_ms' | 'timeout_ms'>,
  before: readonly boolean[],
  clean: (text: string) => string,
): Judgement {
  if (answer.outcome === 'timed_out') return failed('down', 'timed_out', formatDuration(spec.timeout_ms))
  if (answer.outcome === 'failed') return failed('down', 'unreachable', answer.code)
  const { status, ms } = answer
  if (status === 401 || status === 403)
    return failed('unauthorised', spec.secret === null ? 'key_missing' : 'key_refused', String(status))
  if (status === 429) return failed('degraded', 'rate_limited', null)
  if (status >= 300 && status < 400) return failed('down', 'redirected', String(status))
  if (status === 404 || status === 405) return failed('down', 'no_models_list', String(status))
  if (status < 200 || status >= 300) return failed('down', 'http_error', String(status))
  const text = answer.body.toString('utf8')
  if (answer.cut || measureJson(text).members > MAX_LIST_MEMBERS) return failed('down', 'answer_too_large', null)
  const listed = listIn(text)
  if (listed === undefined) return failed('down', 'answer_unreadable', null)

  // Asked of what it wrote itself: a name that is hidden or cut is still the one that is expected.
  const isRight = spec.model === null || listed.includes(spec.model)
  const models = listed.slice(0, MAX_MODELS).map((id) => clean(id).slice(0, MAX_MODEL_NAME).toWellFormed())
  const as = (state: EndpointState, code?: EndpointReason['code'], detail: string | null = null): Judgement => ({
    state,
    reason: code === undefined ? null : { code, detail },
    models,
    ms,
  })
  if (!isRight) return as('wrong_model', 'model_not_listed')
  const changes = changesIn([...before.slice(1 - REMEMBERED), true])
  if (changes >= FLAPPING_CHANGES) return as('degraded', 'flapping', `${changes} times`)
  if (ms > spec.slow_ms) return as('degraded', 'slow', formatDuration(ms))
  return as('up')
}

function failed(state: EndpointState, code: EndpointReason['code'], detail: string | null): Judgement {
  return { state, reason: { code, detail }, models: null, ms: null }
}

function changesIn(answered: readonly boolean[]): number {
  return answered.filter((each, index) => index > 0 && each !== answered[index - 1]).length
}

function listIn(text: string): string[] | undefined {
  if (measureJson(text).depth > MAX_JSON_DEPTH) return undefined
  try {
    return listSchema.safeParse(JSON.parse(text)).data?.data.map(({ id }) => id)
  } catch {
    // It is no JSON, which is what the caller says of it.
    return undefined
  }
}
