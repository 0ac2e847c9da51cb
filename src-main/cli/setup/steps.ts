import { resolve } from 'node:path'
import { endpointNameSchema } from '#schemas'
import { endpointAdvice, endpointStateTexts } from '#schemas/texts'
import { failureOf } from '../failure.ts'
import type { Api } from '../reach/api.ts'
import type { ServiceAnswer } from '../service/service.ts'
import { typed, typedIn } from '../typed.ts'

/** What the operator said; what is left out is asked for where somebody can answer. */
export interface SetupChoices {
  readonly workspace?: string
  readonly endpoint?: string
  readonly endpointName?: string
  readonly secret?: string
  readonly model?: string
  readonly service?: boolean
  /** An alias to which a test is sent: a webhook, a chat, a file. */
  readonly checkAlias?: string
}

export interface SetupStep {
  readonly step: 'workspace' | 'endpoint' | 'service' | 'alias'
  readonly state: 'done' | 'already' | 'skipped' | 'failed'
  readonly text: string
}

/** An answer typed by a person; undefined where nobody can be asked. An empty one skips. */
export type Ask = (question: string) => Promise<string | undefined>

const skipped = (step: SetupStep['step'], text: string): SetupStep => ({ step, state: 'skipped', text })

/** What went wrong in one step does not keep the others from being done. */
async function tried(step: SetupStep['step'], act: () => Promise<SetupStep>): Promise<SetupStep> {
  try {
    return await act()
  } catch (error) {
    const { message, remedy } = failureOf(error)
    return { step, state: 'failed', text: `${message} ${remedy}`.trim() }
  }
}

/** The folder jobs may be pointed at. */
export function workspaceStep(api: Api, { workspace: named }: SetupChoices, ask: Ask): Promise<SetupStep> {
  const step = 'workspace'
  return tried(step, async () => {
    const known = await api.workspaces.list()
    const [first] = known.filter(({ demo }) => !demo)
    if (named === undefined && first !== undefined)
      return { step, state: 'already', text: `Jobs may be pointed at ${known.map(({ name }) => name).join(', ')}.` }
    const folder = named ?? (await ask('Folder jobs may be pointed at, usually a git repository (empty: none): '))
    if (folder === undefined || folder.trim() === '')
      return skipped(step, `No folder is allowed yet: ${typed('workspaces add FOLDER')} allows one.`)
    const path = resolve(folder.trim())
    const there = known.find((workspace) => workspace.path === path)
    if (there !== undefined) return { step, state: 'already', text: `${path} is the workspace ${there.name}.` }
    const { name } = await api.workspaces.add({ path })
    return { step, state: 'done', text: `Jobs may be pointed at ${name}: ${path}` }
  })
}

/** The model server. */
export function endpointStep(api: Api, choices: SetupChoices, ask: Ask): Promise<SetupStep> {
  const step = 'endpoint'
  return tried(step, async () => {
    const known = await api.endpoints.list()
    if (choices.endpoint === undefined && known.length > 0)
      return {
        step,
        state: 'already',
        text: known.map(({ name, state }) => `${name}: ${endpointStateTexts[state].word}`).join(', '),
      }
    const url =
      choices.endpoint ?? (await ask('Address of a model server, as http://127.0.0.1:8000/v1 (empty: none): '))
    if (url === undefined || url.trim() === '')
      return skipped(step, `No model server is named yet: ${typed('endpoints add NAME URL')} names one.`)
    const { endpointName = 'models', secret, model } = choices
    const name = endpointNameSchema.parse(endpointName)
    const said = { name, url, ...(secret !== undefined && { secret }), ...(model !== undefined && { model }) }
    // Of one that is there what was not said stays, its key above all.
    if (known.some((endpoint) => endpoint.name === name)) await api.endpoints.edit(said)
    else await api.endpoints.add({ secret: null, model: null, ...said })
    const endpoint = await api.endpoints.probe({ name, unasked: true })
    const advice = endpointAdvice(endpoint)
    const found = `${name} at ${endpoint.url}: ${endpointStateTexts[endpoint.state].word}.`
    return {
      step,
      state: endpoint.state === 'up' ? 'done' : 'failed',
      text: typedIn([found, advice?.text, advice?.todo].filter(Boolean).join(' ')),
    }
  })
}

/** Whether the system starts Interlock. */
export function serviceStep(
  { service: wanted }: SetupChoices,
  { now, install }: { readonly now: () => Promise<ServiceAnswer>; readonly install: () => Promise<ServiceAnswer> },
  ask: Ask,
): Promise<SetupStep> {
  const step = 'service'
  return tried(step, async () => {
    const before = await now()
    if (before.blocked_by !== null) {
      const { message, remedy } = before.blocked_by
      return { step, state: wanted === true ? 'failed' : 'skipped', text: typedIn(`${message} ${remedy}`) }
    }
    if (before.installed && wanted !== true)
      return { step, state: 'already', text: `It is installed as ${before.name}.` }
    const answer = wanted ?? (await ask('Start Interlock with your session? (yes or empty): '))
    if (answer !== true && !/^\s*y(es)?\s*$/i.test(String(answer)))
      return skipped(step, `The system does not start it: ${typed('service install')} lets it.`)
    const after = await install()
    return { step, state: 'done', text: `Installed as ${after.name}: ${after.file ?? ''}` }
  })
}

/** Whether news arrive where an alias leads. */
export function aliasStep(api: Api, { checkAlias: name }: SetupChoices): Promise<SetupStep> {
  const step = 'alias'
  if (name === undefined)
    return Promise.resolve(skipped(step, `No delivery was tried: ${typed('aliases test NAME')} tries one.`))
  return tried(step, async () => {
    const { id, state, problem } = await api.aliases.test({ name })
    return state === 'sent'
      ? { step, state: 'done', text: `A test has arrived where ${name} leads.` }
      : {
          step,
          state: 'failed',
          text: `The test to ${name} has not arrived (${problem ?? state}): ${typed(`outbox show ${id}`)} says more.`,
        }
  })
}
