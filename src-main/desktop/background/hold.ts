import type { Logger } from 'pino'
import type { CoreClient } from '#server/client'

/** Asked for again so often while somebody holds, and how long each time counts: two may be lost. */
export const HOLD_EVERY_MS = 60_000
const HOLDS_S = 180

export interface HoldDeps {
  readonly core: {
    readonly mode: 'own' | 'attached'
    readonly client: { readonly power: Pick<CoreClient['power'], 'drain'> }
  }
  readonly log: Pick<Logger, 'warn'>
}

/** Who has the core start nothing new; a quit comes first in what the core gives as its reason. */
const HOLDERS = ['quit', 'update'] as const
export type Holder = (typeof HOLDERS)[number]

/** The one hold on new work: it lasts until nobody wants it any more. */
export interface CoreHold {
  /** Never rejects. */
  readonly set: (holder: Holder, on: boolean) => Promise<void>
  /** An own core ends next, and until then nothing new may start; one of a service goes on with its work. Never rejects. */
  readonly close: () => Promise<void>
}

export function createCoreHold({ core, log }: HoldDeps): CoreHold {
  const holders = new Set<Holder>()
  let timer: NodeJS.Timeout | undefined

  async function tell(): Promise<void> {
    const why = HOLDERS.find((holder) => holders.has(holder)) ?? null
    try {
      await core.client.power.drain({ why, for_s: HOLDS_S })
    } catch (error) {
      log.warn({ err: error }, 'The core could not be told to hold new work back')
    }
  }

  return {
    async set(holder, on) {
      if (holders.has(holder) === on) return
      if (on) holders.add(holder)
      else holders.delete(holder)
      clearInterval(timer)
      timer = holders.size === 0 ? undefined : setInterval(() => void tell(), HOLD_EVERY_MS)
      await tell()
    },
    async close() {
      clearInterval(timer)
      if (holders.size === 0 || core.mode === 'own') return
      holders.clear()
      await tell()
    },
  }
}
