import type { Clock, Ids } from '#schemas/format'
import { MAX_QUESTION_UNITS, type ProviderFailure } from '#schemas/protocol'
import { type LoadedProvider, type ProviderFile, ProviderFailed, type ProviderProcesses } from '#core/control'
import type { Processes } from '#core/record'
import { beginProvider, type ProviderLife, type ProviderLifeEvents } from './provider-life.ts'
import type { StartProcess } from './start-process.ts'

export interface TrustHostsDeps {
  /** The built worker. */
  readonly entry: string
  readonly startProcess: StartProcess
  readonly processes: Processes
  readonly clock: Clock
  readonly ids: Ids
  /** Nothing may be started or asked. */
  readonly stopped: () => boolean
  readonly onLoaded: (provider: ProviderFile, loaded: LoadedProvider) => void
  readonly onFailed: (provider: string, reason: ProviderFailure, restartMs: number) => void
  readonly onTrouble: (what: string, error: unknown) => void
}

interface Standing {
  life: ProviderLife | undefined
  isUp: LoadedProvider | undefined
  waitMs: number
  /** Monotonic. */
  retryAt: number
  failure: { reason: string; detail: string; at: number } | undefined
  cancelIdle: (() => void) | undefined
}

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 60_000
/** What nobody asks anything costs memory. */
const IDLE_MS = 300_000
/**
 * Trust providers in processes of their own, one each: started when they are needed, ended when they fail, are silent, idle or
 * changed. One that failed is started again later, the longer the more often it did; until then there is no answer.
 */
export function createTrustHosts(deps: TrustHostsDeps): ProviderProcesses {
  const { clock } = deps
  const standings = new Map<string, Standing>()
  const living = new Set<ProviderLife>()
  let closed = false

  function standingOf(name: string): Standing {
    const known = standings.get(name)
    if (known !== undefined) return known
    const fresh: Standing = {
      life: undefined,
      isUp: undefined,
      waitMs: FIRST_WAIT_MS,
      retryAt: -Infinity,
      failure: undefined,
      cancelIdle: undefined,
    }
    standings.set(name, fresh)
    return fresh
  }

  function lifeOf(provider: ProviderFile): ProviderLife {
    const { name } = provider
    if (closed || deps.stopped()) throw new ProviderFailed(name, 'stopped')
    const standing = standingOf(name)
    if (standing.life !== undefined && standing.life.sha256 !== provider.sha256) quietly(standing)
    if (standing.life !== undefined) return standing.life
    if (clock.monotonic() < standing.retryAt) throw new ProviderFailed(name, 'waiting', standing.failure?.reason)
    const life = begun(provider, standing, {
      loaded(loaded) {
        if (standing.life !== life) return
        standing.isUp = loaded
        deps.onLoaded(provider, loaded)
      },
      failed(reason, detail) {
        if (standing.life === life) noteFailure(name, standing, reason, detail)
      },
      answered() {
        standing.waitMs = FIRST_WAIT_MS
      },
    })
    standing.life = life
    living.add(life)
    void life.gone.then(() => living.delete(life))
    return life
  }

  function begun(provider: ProviderFile, standing: Standing, events: ProviderLifeEvents): ProviderLife {
    const { name } = provider
    try {
      return beginProvider(provider, deps, events)
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      noteFailure(name, standing, 'not_loaded', detail)
      throw new ProviderFailed(name, 'not_loaded', detail)
    }
  }

  function noteFailure(name: string, standing: Standing, reason: ProviderFailure, detail: string): void {
    // The next process is idle only after as long again.
    standing.cancelIdle?.()
    standing.life = standing.isUp = undefined
    standing.failure = { reason, detail, at: clock.now() }
    standing.retryAt = clock.monotonic() + standing.waitMs
    deps.onFailed(name, reason, standing.waitMs)
    standing.waitMs = Math.min(LONGEST_WAIT_MS, standing.waitMs * 2)
  }

  /** Ends it without that being a failure. */
  function quietly(standing: Standing): void {
    const { life } = standing
    standing.life = standing.isUp = undefined
    standing.cancelIdle?.()
    life?.end()
  }

  function startIdleTimer(standing: Standing): void {
    standing.cancelIdle?.()
    standing.cancelIdle = clock.after(IDLE_MS, () => quietly(standing))
  }

  function stop(): void {
    for (const standing of standings.values()) {
      quietly(standing)
      standing.retryAt = -Infinity
      standing.waitMs = FIRST_WAIT_MS
      standing.failure = undefined
    }
  }

  return {
    async load(provider) {
      const { loaded } = lifeOf(provider)
      const found = await loaded
      startIdleTimer(standingOf(provider.name))
      return found
    },
    async ask(provider, ask, input) {
      const life = lifeOf(provider)
      const { functions } = await life.loaded
      if (!functions.includes(ask)) throw new ProviderFailed(provider.name, 'no_such_function', ask)
      const text = JSON.stringify(input)
      if (text.length > MAX_QUESTION_UNITS) throw new ProviderFailed(provider.name, 'too_large', ask)
      startIdleTimer(standingOf(provider.name))
      return life.ask(ask, text)
    },
    standing(name) {
      const { isUp, failure, retryAt } = standings.get(name) ?? {}
      const waitsMs = (retryAt ?? -Infinity) - clock.monotonic()
      return { loaded: isUp, failure, retryAt: waitsMs > 0 ? clock.now() + Math.round(waitsMs) : undefined }
    },
    stop,
    async close() {
      closed = true
      stop()
      await Promise.all([...living].map(({ gone }) => gone))
    },
  }
}
