import type { Clock } from '#schemas/format'
import type { Store, Write } from '#core/record'

/** Who looks for what is due: one at a time, and nobody goes on after another has begun. */
export interface ScanLease {
  /** Takes it away from whoever has it; for a core that starts, since it alone has the data directory. */
  seize(write: Write): void
  /** @returns its version; the moment it is free where another has it */
  take(write: Write): { readonly version: number } | { readonly freeAt: number }
  /** Whether it is still the one that was taken; to be asked in every write of a scan. */
  holds(version: number): boolean
  /** When it was last looked, by the clock of then. */
  scannedAt(): number
  giveBack(write: Write, version: number): void
}

interface LeaseRow {
  token: string
  version: number
  until: number
  scanned_at: number
}

const LEASE_MS = 30_000

export function createScanLease(store: Store, clock: Clock, token: string): ScanLease {
  const read = store.query<object, LeaseRow>('SELECT token, version, until, scanned_at FROM scan_lease WHERE id = 1')
  const put = store.change<LeaseRow>(
    'UPDATE scan_lease SET token = :token, version = :version, until = :until, scanned_at = :scanned_at WHERE id = 1',
  )
  const row = (): LeaseRow => read.get({}) ?? { token: '', version: 0, until: 0, scanned_at: 0 }

  return {
    seize(write) {
      const { version, scanned_at } = row()
      put.run(write, { token, version: version + 1, until: 0, scanned_at })
    },
    take(write) {
      const now = clock.now()
      const { token: holder, version, until, scanned_at } = row()
      // Nobody holds it for longer than it lasts: the clock was set back since.
      if (holder !== token && until > now && until <= now + LEASE_MS) return { freeAt: until }
      put.run(write, { token, version: version + 1, until: now + LEASE_MS, scanned_at })
      return { version: version + 1 }
    },
    holds(version) {
      const held = row()
      return held.token === token && held.version === version
    },
    scannedAt: () => row().scanned_at,
    giveBack(write, version) {
      const held = row()
      if (held.token !== token || held.version !== version) return
      put.run(write, { token, version, until: 0, scanned_at: clock.now() })
    },
  }
}
