import { createClock } from '#schemas/format'
import { lockHome, openStore, prepareHome, type Store } from '#core/record'
import { assembleCore } from './core.ts'
import type { Core, CoreOptions } from './types.ts'

/**
 * Opens the core on a data directory: the only process that writes it. Leftovers of an earlier life are ended and recorded
 * before anything starts.
 * @throws InterlockError home_unusable, core_already_running, database_damaged, schema_newer, schema_changed, storage_failed,
 *   backup_failed, migration_failed
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const home = prepareHome(options.home)
  const unlockHome = lockHome(home)
  // The timers inside do not keep the process alive. An open core does, or a wait in the middle of a stop could be its end.
  const open = setInterval(() => undefined, 2 ** 30)
  const unlock = () => {
    clearInterval(open)
    unlockHome()
  }
  const clock = options.clock ?? createClock()
  let store: Store | undefined
  try {
    store = openStore(home.database, clock)
    return await assembleCore(options, { home, store, clock, unlock })
  } catch (error) {
    // Why it cannot be opened says more than why it cannot be closed.
    await store?.close().catch(() => undefined)
    unlock()
    throw error
  }
}
