import type { Drain, DrainRequest } from '#schemas'
import { type Clock, isoTime } from '#schemas/format'
import type { Ledger, Store } from '#core/record'

/**
 * Lets what runs come to its end and nothing new begin: before an application quits, or an update is installed. Counts until the
 * request runs out, so that one who is gone holds nothing up.
 */
export interface DrainState {
  get(): Drain
  set(request: DrainRequest, actor: string): Promise<Drain>
  /** What nothing new starts for; undefined while it may. */
  why(): Drain['why'] | undefined
  close(): void
}

export interface DrainDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly clock: Clock
  readonly onChange: () => void
}

export function createDrain({ store, ledger, clock, onChange }: DrainDeps): DrainState {
  let why: Drain['why'] = null
  let since: number | undefined
  let cancel: (() => void) | undefined

  async function become(next: Drain['why'], actor: string): Promise<void> {
    if (next === why) return
    why = next
    since = next === null ? undefined : clock.now()
    onChange()
    await store.write((write) => ledger.append(write, 'core.draining', { why: next }, { actor }), { durable: false })
  }

  function view(): Drain {
    return { why, since: since === undefined ? null : isoTime(since) }
  }

  return {
    get: view,
    async set(request, actor) {
      cancel?.()
      if (request.why !== null)
        // As with power, it is in force whether or not it can be recorded.
        cancel = clock.after(request.for_s * 1000, () => void become(null, 'core').catch(() => undefined))
      await become(request.why, actor)
      return view()
    },
    why: () => why ?? undefined,
    close: () => cancel?.(),
  }
}
