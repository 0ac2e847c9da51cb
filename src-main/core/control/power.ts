import type { Power, PowerReport, PowerSource } from '#schemas'
import { type Clock, isoTime } from '#schemas/format'
import type { Ledger, Store } from '#core/record'

/** What feeds the machine, as far as a shell says. It counts until the report runs out: nothing waits on the word of one who is gone. */
export interface PowerState {
  get(): Power
  report(report: PowerReport, actor: string): Promise<Power>
  /** What jobs that may wait do so for; undefined while they need not. */
  defersFor(): PowerSource | undefined
  /** The machine goes to sleep: nothing starts. */
  asleep(): boolean
  close(): void
}

export interface PowerDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly clock: Clock
  /** What may start has changed. */
  readonly onChange: () => void
}

type Known = Pick<PowerReport, 'defers' | 'asleep'> & { readonly source: PowerSource | null }

const UNKNOWN: Known = { source: null, defers: false, asleep: false }

export function createPower({ store, ledger, clock, onChange }: PowerDeps): PowerState {
  let known = UNKNOWN
  let since: number | undefined
  let cancel: (() => void) | undefined

  /** In force at once, since sleep does not wait for a disk; the row follows. */
  async function become(next: Known, actor: string): Promise<void> {
    if (next.source === known.source && next.defers === known.defers && next.asleep === known.asleep) return
    known = next
    since = clock.now()
    onChange()
    await store.write((write) => ledger.append(write, 'power.changed', { ...next }, { actor }), { durable: false })
  }

  function view(): Power {
    return { ...known, since: since === undefined ? null : isoTime(since) }
  }

  return {
    get: view,
    async report({ source, defers, asleep, for_s }, actor) {
      cancel?.()
      cancel = clock.after(for_s * 1000, () => {
        // What cannot be recorded is in force all the same; the next write tells of the disk.
        become(UNKNOWN, 'core').catch(() => undefined)
      })
      await become({ source, defers, asleep }, actor)
      return view()
    },
    defersFor: () => (known.defers ? (known.source ?? undefined) : undefined),
    asleep: () => known.asleep,
    close: () => cancel?.(),
  }
}
