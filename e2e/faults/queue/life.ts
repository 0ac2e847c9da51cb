import { cpSync, existsSync, mkdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { createApprovals, createKillSwitch } from '#core/control'
import { createBodies, createLedger, createProcesses, lockHome, openStore, prepareHome } from '#core/record'
import {
  createClaim,
  createEnqueue,
  createFinish,
  createJobActs,
  createJobChanges,
  createJobDelivers,
  createJobGate,
  createJobTable,
  createRunStreams,
  createOrigins,
  createPools,
  createRunTable,
  createSettlement,
} from '#core/work'
import { recover } from '#core/workers'
import { type Clock, createClock, createIds } from '#schemas/format'

const RETRY = { minMs: 1000, maxMs: 60_000 }

/** Wall time as the test wants it; it may go back. */
export interface WallTime {
  now: number
}

export type Life = Awaited<ReturnType<typeof openLife>>

/** One life of the queue on a data directory: the parts of a core that decide about jobs, and what a start does first. */
export async function openLife(root: string, time: WallTime) {
  const home = prepareHome(root)
  const unlock = lockHome(home)
  const clock: Clock = { ...createClock(), now: () => time.now }
  const ids = createIds()
  const store = openStore(home.database, clock)
  const ledger = createLedger(store, clock)
  const bodies = createBodies(store, home, ids)
  const killSwitch = createKillSwitch({ store, ledger, bodies, clock, home })
  const jobs = createJobTable(store, bodies)
  const runs = createRunTable(store)
  const origins = createOrigins(store)
  const delivers = createJobDelivers(store)
  const onSettled = createSettlement().tell
  const place = () => ({ path: root, toolchains: [], floor: null })
  const approvals = createApprovals({ store, ledger, bodies, clock, ids, place })
  const gate = createJobGate({ store, ledger, bodies, jobs, origins, approvals })
  const changes = createJobChanges({
    store,
    ledger,
    bodies,
    clock,
    origins,
    onSettled,
    onReopened: () => undefined,
    gate,
  })
  const acts = createJobActs({ store, ledger, clock, jobs, changes, retry: RETRY, gate })
  const finishRun = createFinish({
    store,
    ledger,
    bodies,
    clock,
    ids,
    random: () => 0.5,
    jobs,
    retry: RETRY,
    killSwitchEngaged: killSwitch.blocksWithin,
    recordKilled: killSwitch.recordKilled,
    origins,
    onSettled,
    onSuspended: gate.suspended,
  })
  const troubles: string[] = []
  await recover({
    store,
    ledger,
    bodies,
    home,
    processes: createProcesses(store),
    runs,
    finishRun,
    onTrouble: (what) => troubles.push(what),
  })

  async function close(): Promise<void> {
    killSwitch.close()
    await store.close()
    unlock()
  }

  return {
    home,
    store,
    ledger,
    bodies,
    killSwitch,
    jobs,
    runs,
    acts,
    finishRun,
    troubles,
    enqueue: createEnqueue({
      store,
      ledger,
      bodies,
      clock,
      ids,
      jobs,
      origins,
      delivers,
      approvals,
      resolveWorkspace: (name) => name ?? 'demo',
    }),
    claim: createClaim({
      store,
      ledger,
      clock,
      ids,
      home,
      jobs,
      pools: createPools({ store, ledger, jobs }),
      workspacePlace: place,
      admit: gate.admit,
      hold: acts.hold,
      blocked: killSwitch.blocksWithin,
      leaseMs: 10_000,
      maxClaims: Infinity,
    }),
    openStream: createRunStreams({ store, ledger, bodies, home, clock }),
    close,
  }
}

/** Bytes of the write-ahead log now. */
export function logSize(root: string): number {
  const log = logOf(root)
  return existsSync(log) ? statSync(log).size : 0
}

/**
 * What SIGKILL leaves of a data directory at this moment: its files as the system has them. Nothing runs meanwhile, so it is
 * one moment. After a power cut the log also ends somewhere behind `synced`, the bytes a sync had promised.
 */
export function leftAt(root: string, to: string, powerCut?: { readonly synced: number; readonly part: number }): void {
  mkdirSync(to, { mode: 0o700 })
  // The lock file is the living one's; its socket is none of ours.
  for (const name of ['interlock.db', 'interlock.db-wal', 'blobs', 'spool'])
    if (existsSync(join(root, name))) cpSync(join(root, name), join(to, name), { recursive: true })
  if (powerCut === undefined) return
  const size = logSize(to)
  if (size > powerCut.synced)
    truncateSync(logOf(to), powerCut.synced + Math.floor(powerCut.part * (size - powerCut.synced)))
}

function logOf(root: string): string {
  return join(root, 'interlock.db-wal')
}
