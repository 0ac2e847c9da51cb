import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createKillSwitch, createSecretStore, type KeyKeeper } from '#core/control'
import { createBodies, createLedger, openStore, prepareHome } from '#core/record'
import { createEndpoints } from '#core/workers'
import { type Clock, createClock, createIds } from '#schemas/format'
import { aFolder } from '../support/test-core.ts'

/** Endpoints on a data directory of their own, by a clock whose time passes when the test says so. */
export function anEndpointBed() {
  const home = prepareHome(join(aFolder('endpoints'), 'home'))
  const { clock, pass, setBack, timers } = aPassingClock()
  const ids = createIds()
  const store = openStore(home.database, clock)
  const ledger = createLedger(store, clock)
  const bodies = createBodies(store, home, ids)
  const killSwitch = createKillSwitch({ store, ledger, bodies, clock, home })
  const touched: string[] = []
  const troubles: unknown[] = []
  const keeper = aKeeper()
  const secrets = createSecretStore({
    store,
    ledger,
    clock,
    ids,
    home,
    keepers: () => [keeper],
    onChange: () => undefined,
  })
  const open = (settling = secrets.settling) =>
    createEndpoints({
      store,
      ledger,
      bodies,
      clock,
      ids,
      secrets: { ...secrets, settling },
      killSwitch,
      follow: { touch: (topic) => void touched.push(topic) },
      onTrouble: (what, error) => void troubles.push([what, error]),
    })
  const endpoints = open()
  onTestFinished(async () => {
    endpoints.close()
    killSwitch.close()
    await store.close()
  })
  return {
    endpoints,
    /** The same in a later life, whose secrets may take their time to open. */
    open,
    secrets,
    killSwitch,
    pass,
    /** Somebody sets the clock of the machine back. */
    setBack,
    timers,
    touched,
    troubles,
    /** Whole rows of the ledger of this family. */
    events: () => ledger.page({ after: 0, limit: 500 }).items.filter(({ kind }) => kind.startsWith('endpoint.')),
    everything: () => JSON.stringify(ledger.page({ after: 0, limit: 500 }).items),
  }
}

/** Timers fire in their order, and what they begin is waited for by the test itself. */
function aPassingClock() {
  const start = Date.parse('2026-01-01T00:00:00Z')
  let passed = 0
  let back = 0
  const timers = new Set<{ at: number; fire: () => void }>()
  const clock: Clock = {
    now: () => start + passed - back,
    monotonic: () => passed,
    after(ms, fire) {
      const timer = { at: passed + ms, fire }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    every: createClock().every,
  }
  return {
    clock,
    timers: () => [...timers].map(({ at }) => at - passed),
    setBack: (ms: number) => void (back += ms),
    pass(ms: number) {
      passed += ms
      for (const timer of [...timers].filter(({ at }) => at <= passed)) {
        timers.delete(timer)
        timer.fire()
      }
    },
  }
}

function aKeeper(): KeyKeeper {
  const keys = new Map<string, Buffer>()
  return {
    kind: 'secret_service',
    keep(key, of) {
      keys.set(of, Buffer.from(key))
      return Promise.resolve('kept')
    },
    give: (_kept, of) => Promise.resolve(Buffer.from(keys.get(of) ?? Buffer.alloc(32))),
  }
}
