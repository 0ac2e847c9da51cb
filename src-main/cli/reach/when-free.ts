import { connectToCore } from '#server/client'
import { failureOf } from '../failure.ts'
import type { Api } from './api.ts'

/** A core that starts or stops holds the data directory while it does not answer yet or any more. */
const TRANSITION_MS = 15_000
const TRANSITION_STEP_MS = 100

/**
 * Opens something on a data directory. Where another process holds it, waits until that answers or lets go.
 * @throws InterlockError core_already_running when it does neither
 */
export async function openWhenFree<T>(home: string, open: () => Promise<T>): Promise<{ own: T } | { live: Api }> {
  const deadline = performance.now() + TRANSITION_MS
  for (;;) {
    const own = await open().catch((error: unknown) => {
      if (failureOf(error).code !== 'core_already_running' || performance.now() > deadline) throw error
      return undefined
    })
    if (own !== undefined) return { own }
    await new Promise((resolve) => setTimeout(resolve, TRANSITION_STEP_MS))
    const live = await connectToCore(home)
    if (live) return { live }
  }
}
