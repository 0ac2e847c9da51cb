import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createClock, createIds } from '#schemas/format'
import { createLedger, openStore, prepareHome } from '#core/record'
import type { KeyKeeper } from './key-keeper.ts'
import { createSecretStore } from './secrets.ts'

/** A data directory in which stores of secrets are opened, one after the other, as lives of a core do. */
export function aHome() {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-secrets-'))
  const home = prepareHome(join(folder, 'home'))
  const clock = createClock()
  const store = openStore(home.database, clock)
  const ledger = createLedger(store, clock)
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  let changes = 0
  return {
    folder,
    file: join(home.root, 'secrets', 'secrets.json'),
    events: () => ledger.page({ after: 0, limit: 100 }).items,
    changes: () => changes,
    open: (...keepers: KeyKeeper[]) =>
      createSecretStore({
        store,
        ledger,
        clock,
        ids: createIds(),
        home,
        keepers: () => keepers,
        onChange: () => (changes += 1),
      }),
  }
}

/** Keeps keys in memory, as the keyring of a session would. */
export function aKeeper(kind: KeyKeeper['kind'] = 'secret_service'): KeyKeeper {
  const keys = new Map<string, Buffer>()
  return {
    kind,
    keep(key, store) {
      keys.set(store, Buffer.from(key))
      return Promise.resolve('kept')
    },
    give: (_kept, store) => Promise.resolve(Buffer.from(keys.get(store) ?? Buffer.alloc(32))),
  }
}
