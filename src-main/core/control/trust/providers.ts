import type { ProviderFunction, ProviderType } from '#schemas'
import type { ProviderFailure } from '#schemas/protocol'
import { type ProviderFile, type ProviderFiles, readProviders } from './provider-files.ts'

/** What a provider's process said of itself. */
export interface LoadedProvider {
  readonly type: ProviderType
  readonly functions: readonly ProviderFunction[]
  readonly confined: string
}

/** How the process of a provider stands. */
export interface ProviderStanding {
  readonly loaded: LoadedProvider | undefined
  /** Wall times, milliseconds. */
  readonly failure: { readonly reason: string; readonly detail: string; readonly at: number } | undefined
  readonly retryAt: number | undefined
}

/** The processes of providers; started when they are needed, ended when they fail, are silent or idle. */
export interface ProviderProcesses {
  /** @throws ProviderFailed */
  load(provider: ProviderFile): Promise<LoadedProvider>
  /** @throws ProviderFailed */
  ask(provider: ProviderFile, ask: ProviderFunction, input: unknown): Promise<unknown>
  standing(name: string): ProviderStanding
  /** Ends all of them; the next question starts one anew. */
  stop(): void
  /** The same for good; resolves when nothing of them is left. */
  close(): Promise<void>
}

/** A provider gave no answer. Its own words may quote what it was asked, so they go no further than to the operator. */
export class ProviderFailed extends Error {
  readonly provider: string
  readonly reason: ProviderFailure
  readonly detail: string

  constructor(provider: string, reason: ProviderFailure, detail = '') {
    super(`The trust provider ${provider} ${sentences[reason]}.`)
    this.name = 'ProviderFailed'
    this.provider = provider
    this.reason = reason
    this.detail = detail
  }
}

const sentences: Record<ProviderFailure, string> = {
  not_found: 'is not in the folder of providers',
  refused: 'is refused',
  not_loaded: 'could not be loaded',
  no_such_function: 'has not the function that was asked for',
  threw: 'failed in what it was asked',
  too_late: 'did not answer in time and was ended',
  ended: 'ended before it had answered',
  odd_answer: 'answered what cannot be read',
  too_large: 'was to be asked, or answered, more than fits',
  waiting: 'failed before and is started again later',
  stopped: 'was stopped',
}

/** Providers as the gates see them: found by name, of the type that is needed, asked with what fits. */
export interface Providers {
  files(): Promise<ProviderFiles>
  /** The provider, ready. @throws ProviderFailed */
  need(name: string, type: ProviderType): Promise<NeededProvider>
  readonly standing: ProviderProcesses['standing']
}

export interface NeededProvider {
  readonly name: string
  readonly sha256: string
  readonly functions: readonly ProviderFunction[]
  /** @throws ProviderFailed */
  ask<T>(ask: ProviderFunction, input: unknown, read: (answer: unknown) => T | undefined): Promise<T>
}

export function createProviders(folder: string, processes: ProviderProcesses): Providers {
  return {
    files: () => readProviders(folder),
    standing: processes.standing,
    async need(name, type) {
      const { problem, providers, refused } = await readProviders(folder)
      if (problem !== null) throw new ProviderFailed(name, 'refused', problem)
      const file = providers.get(name)
      if (file === undefined) {
        const why = refused.find((each) => each.name === name || each.name.startsWith(`${name}.`))
        throw new ProviderFailed(name, why === undefined ? 'not_found' : 'refused', why?.problem)
      }
      const loaded = await processes.load(file)
      if (loaded.type !== type)
        throw new ProviderFailed(name, 'refused', `It is of the type ${loaded.type}, not ${type}.`)
      return {
        name,
        sha256: file.sha256,
        functions: loaded.functions,
        async ask(ask, input, read) {
          const answer = read(await processes.ask(file, ask, input))
          if (answer === undefined) throw new ProviderFailed(name, 'odd_answer', `to ${ask}`)
          return answer
        },
      }
    },
  }
}
