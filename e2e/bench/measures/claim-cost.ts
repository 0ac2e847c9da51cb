import { createClock, createIds } from '#schemas/format'
import { createApprovals } from '#core/control'
import { createBodies, createLedger, openStore, prepareHome } from '#core/record'
import { createClaim, createJobGate, createJobTable, createOrigins, createPools } from '#core/work'

class TakenBack extends Error {}

/**
 * How long single claims take in a data directory that no core works on, milliseconds. Each is undone, so all of them meet
 * the same queue.
 */
export async function claimTimes(path: string, times: number): Promise<number[]> {
  const [clock, ids, home] = [createClock(), createIds(), prepareHome(path)]
  const store = openStore(home.database, clock)
  const bodies = createBodies(store, home, ids)
  const ledger = createLedger(store, clock)
  const jobs = createJobTable(store, bodies)
  const place = () => ({ path: home.root, toolchains: [], floor: null })
  const approvals = createApprovals({ store, ledger, bodies, clock, ids, place })
  const claim = createClaim({
    store,
    ledger,
    clock,
    ids,
    home,
    jobs,
    pools: createPools({ store, ledger, jobs }),
    workspacePlace: place,
    admit: createJobGate({ store, ledger, bodies, jobs, origins: createOrigins(store), approvals }).admit,
    hold: () => undefined,
    blocked: () => false,
    leaseMs: 10_000,
    maxClaims: Infinity,
  })
  const took: number[] = []
  const once = () =>
    store.write(
      (write) => {
        const before = performance.now()
        const assignment = claim(write, { id: 'wrk-bench', offers: new Set(['repo_tools']) })
        took.push(performance.now() - before)
        if (assignment === undefined) throw new Error('There was nothing to claim.')
        throw new TakenBack()
      },
      { durable: false },
    )
  for (let at = 0; at < times; at += 1)
    await once().catch((error: unknown) => {
      if (!(error instanceof TakenBack)) throw error
    })
  await store.close()
  return took
}
