import type { Endpoint, EndpointReason, EndpointState } from '../endpoint.ts'
import type { StateText } from './states.ts'

export const endpointStateTexts: Record<EndpointState, StateText> = {
  unknown: { word: 'Not known', tone: 'neutral' },
  up: { word: 'Up', tone: 'good' },
  degraded: { word: 'Degraded', tone: 'warn' },
  down: { word: 'Down', tone: 'bad' },
  unauthorised: { word: 'Unauthorised', tone: 'bad' },
  wrong_model: { word: 'Wrong model', tone: 'warn' },
}

interface Advice {
  readonly text: string
  /** What to do about it. */
  readonly todo: string
}

type Told = Pick<Endpoint, 'url' | 'secret' | 'model' | 'models' | 'slow_ms' | 'timeout_ms'>

const reasons: Record<EndpointReason['code'], (detail: string | null, of: Told) => Advice> = {
  slow: (detail, { slow_ms }) => ({
    text: `It took ${detail ?? 'long'} to list its models; more than ${seconds(slow_ms)} is slow.`,
    todo: 'Look at what else runs on that machine, or call less slow by raising the limit.',
  }),
  flapping: (detail) => ({
    text: `It comes and goes: ${detail ?? 'several times'} within the last 10 probes.`,
    todo: 'Look into its log for restarts, and at the network between.',
  }),
  rate_limited: () => ({
    text: 'It answers, but takes no more requests now (HTTP 429).',
    todo: 'Wait, or probe it less often by a longer interval.',
  }),
  unreachable: (detail, { url }) => ({
    text: `Nothing answers at ${url}${detail === null ? '' : ` (${detail})`}.`,
    todo:
      detail === 'ENOTFOUND' || detail === 'EAI_AGAIN'
        ? 'Correct the name of the machine, or look at its name service.'
        : 'Start the server, or correct its address or port.',
  }),
  timed_out: (detail, { timeout_ms }) => ({
    text: `It took the request and did not answer within ${detail ?? seconds(timeout_ms)}.`,
    todo: 'Look whether it is loading a model or stuck; a longer time limit helps only with the first.',
  }),
  redirected: (detail) => ({
    text: `It sends elsewhere (HTTP ${detail ?? '3xx'}), which is not followed: the key would go along.`,
    todo: 'Give the address it sends to.',
  }),
  no_models_list: (detail) => ({
    text: `Something answers there, but it has no list of models (HTTP ${detail ?? '404'}).`,
    todo: 'Give the address of the API, as it stands in front of /models.',
  }),
  http_error: (detail) => ({
    text: `It answers with HTTP ${detail ?? 'an error'}.`,
    todo: 'Look into its log.',
  }),
  answer_too_large: () => ({
    text: 'Its list of models is larger than the 1 MiB that is read.',
    todo: 'Look whether this is the address of a model server.',
  }),
  answer_unreadable: () => ({
    text: 'What it answers is no list of models as OpenAI’s API has it.',
    todo: 'Give the address of the API, as it stands in front of /models.',
  }),
  key_refused: (detail, { secret }) => ({
    text: `It refuses the key${secret === null ? '' : ` ${secret}`} (HTTP ${detail ?? '401'}).`,
    todo: `Set the right one with \`interlock secrets set ${secret ?? 'NAME'}\`.`,
  }),
  key_missing: (detail) => ({
    text: `It wants a key and none is named (HTTP ${detail ?? '401'}).`,
    todo: 'Keep the key with `interlock secrets set NAME` and name it for this endpoint.',
  }),
  secret_unknown: (_, { secret }) => ({
    text: `Its key ${secret ?? ''} is no longer among the secrets, so it was not asked.`,
    todo: `Set it with \`interlock secrets set ${secret ?? 'NAME'}\`, or name another one.`,
  }),
  secrets_locked: () => ({
    text: 'The secrets are locked, so it was not asked.',
    todo: 'Unlock them with `interlock secrets unlock`.',
  }),
  model_not_listed: (_, { model, models }) => ({
    text: `It does not list ${model ?? 'the model'}. ${listed(models)}`,
    todo: 'Load that model there, or expect another one.',
  }),
}

/** Why an endpoint is not up and what to do about it; null where there is nothing to say. */
export function endpointAdvice({ reason, ...of }: Told & Pick<Endpoint, 'reason'>): Advice | null {
  return reason === null ? null : reasons[reason.code](reason.detail, of)
}

const NAMED = 5

function listed(models: readonly string[] | null): string {
  if (models === null) return 'What it lists is asked next.'
  if (models.length === 0) return 'It lists none.'
  const more = models.length - NAMED
  return `It lists ${models.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`
}
