import type { Clock } from '#schemas/format'
import type { Store, Write } from '#core/record'
import { cleanupAnswer } from './answers.ts'
import { ProviderFailed, type Providers } from './providers.ts'
import type { HandleRow, TrustTable } from './trust-table.ts'

/** Has providers take back what they handed over: once, and again only where no answer came. */
export interface Cleanup {
  /** After a run; `then` when its gates have ended and all was asked for. */
  ofRun(run: string, then: () => void): void
  /** Of all runs that are over. */
  settle(): void
  /** Waits a moment for what goes on. */
  close(): Promise<void>
}

export interface CleanupDeps {
  readonly store: Store
  readonly clock: Clock
  readonly table: TrustTable
  readonly providers: Providers
  /** A gate that goes on may still be handed something. */
  readonly untilGatesEnd: (run: string) => Promise<unknown>
  readonly stopped: () => boolean
  /** A provider keeps what it has handed over; the operator has to see to it. */
  readonly onGivenUp: (write: Write, handle: Pick<HandleRow, 'handle' | 'run' | 'provider'>) => void
  readonly onChange: () => void
  readonly onTrouble: (what: string, error: unknown) => void
}

/** Waits between two tries; after the last one the operator has to see to it. */
const WAITS_MS = [1000, 5000, 30_000, 120_000, 600_000]

const CLOSE_MS = 3000

export function createCleanup({
  store,
  clock,
  table,
  providers,
  untilGatesEnd,
  stopped,
  onGivenUp,
  onChange,
  onTrouble,
}: CleanupDeps): Cleanup {
  const under = new Map<string, Promise<void>>()
  const timers = new Map<string, () => void>()
  let closed = false

  /** One try for each handle at a time. */
  function begin(handle: HandleRow): Promise<void> {
    const going = under.get(handle.handle)
    if (going !== undefined) return going
    timers.get(handle.handle)?.()
    timers.delete(handle.handle)
    const trying = attempt(handle)
      .catch((error: unknown) => onTrouble('Taking credentials back', error))
      .finally(() => {
        under.delete(handle.handle)
        onChange()
      })
    under.set(handle.handle, trying)
    return trying
  }

  async function attempt(handle: HandleRow): Promise<void> {
    if (closed || stopped()) return
    const tries = handle.tries + 1
    try {
      const provider = await providers.need(handle.provider, 'identity')
      if (provider.functions.includes('cleanup'))
        await provider.ask(
          'cleanup',
          { handle: handle.handle, run: handle.run },
          (value) => cleanupAnswer.safeParse(value).data,
        )
      await store.write((write) => table.cleaned(write, handle, tries))
    } catch (error) {
      if (!(error instanceof ProviderFailed)) throw error
      // Nobody is asked now: the next life, or the release of the kill switch, does. A provider can also have been ended because
      // its code changed, or to be tried anew; then nothing else would ask it again.
      if (error.reason === 'stopped' && (closed || stopped())) return
      await failed(handle, tries, error.reason)
    }
  }

  async function failed(handle: HandleRow, tries: number, reason: string): Promise<void> {
    const waitMs = WAITS_MS[tries - 1]
    const givenUp = waitMs === undefined
    await store.write((write) => {
      table.notCleaned(write, handle, { tries, reason, givenUp })
      if (givenUp) onGivenUp(write, handle)
    })
    if (waitMs === undefined || closed) return
    timers.set(
      handle.handle,
      clock.after(waitMs, () => void begin({ ...handle, tries })),
    )
  }

  return {
    ofRun(run, then) {
      void untilGatesEnd(run)
        .then(() => Promise.all(dueOf(table.handlesOf(run)).map(begin)))
        .catch((error: unknown) => onTrouble('Taking credentials back', error))
        .finally(then)
    },
    settle() {
      for (const handle of table.dueHandles()) void begin(handle)
    },
    async close() {
      const waited = Promise.withResolvers<void>()
      const cancel = clock.after(CLOSE_MS, waited.resolve)
      await Promise.race([Promise.all(under.values()), waited.promise])
      closed = true
      cancel()
      for (const stop of timers.values()) stop()
    },
  }
}

function dueOf(handles: readonly HandleRow[]): HandleRow[] {
  return handles.filter(({ state }) => state === 'due')
}
