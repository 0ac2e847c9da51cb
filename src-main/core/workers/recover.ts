import { existsSync } from 'node:fs'
import { killOwned, killTree } from '#confine'
import {
  type Bodies,
  type Home,
  type Ledger,
  type Processes,
  removeScratch,
  removeSpool,
  repairSpool,
  type SealedFile,
  spooledRuns,
  spoolPath,
  type Store,
} from '#core/record'
import { type FinishRun, type RunRow, type RunTable, usageOf } from '#core/work'

export interface RecoverDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly home: Home
  readonly processes: Processes
  readonly runs: RunTable
  readonly finishRun: FinishRun
  /** Something could not be cleared up; it must not keep Interlock from starting. */
  readonly onTrouble: (what: string, error: unknown) => void
}

/**
 * Clears up after a core that did not stop in order: first every process it left is ended, only then are its runs recorded
 * as lost, so that nothing is queued again while its former self still works. @returns how much there was
 */
export async function recover(deps: RecoverDeps): Promise<{ processes: number; runs: number }> {
  const { store, ledger, processes, runs } = deps
  const left = processes.list()
  let ended = 0
  for (const { pid, start_time, owner } of left) {
    const report = await killTree(pid, start_time)
    const owned = owner.startsWith('worker:') ? await killOwned(owner.slice('worker:'.length)) : { killed: [] }
    ended += report.killed.length + owned.killed.length
  }
  for (const owner of new Set(left.map((each) => each.owner))) await processes.remove(owner)
  const lost = runs.running()
  for (const run of lost) await recordLost(deps, run)
  await sweepSpool(deps).catch((error: unknown) => deps.onTrouble('What earlier runs left in the spool', error))
  if (ended > 0 || lost.length > 0) {
    await store.write((write) =>
      ledger.append(write, 'core.swept', { processes: ended, runs: lost.map((run) => run.id) }, { actor: 'core' }),
    )
  }
  return { processes: ended, runs: lost.length }
}

async function recordLost({ store, bodies, home, finishRun, onTrouble }: RecoverDeps, run: RunRow): Promise<void> {
  const output = await sealLeftover(bodies, home, run).catch((error: unknown) => {
    onTrouble(`The output of the lost run ${run.id}`, error)
    return null
  })
  await store.write((write) =>
    finishRun(write, {
      run: run.id,
      token: run.token,
      state: 'lost',
      code: 'core_stopped',
      message: 'Interlock ended while this run was going on.',
      transient: false,
      result: null,
      verdict: null,
      usage: usageOf(run),
      budgets: null,
      artifacts: [],
      output,
      actor: 'core',
    }),
  )
}

/** No run goes on any more: their files go, and so does output that is kept as a body by now. */
async function sweepSpool({ home, runs }: RecoverDeps): Promise<void> {
  for (const id of await spooledRuns(home)) {
    await removeScratch(home, id)
    if ((runs.byId(id)?.output ?? null) !== null) await removeSpool(home, id)
  }
}

/** The output stored so far stays: its chunks are in the ledger, hashed with the salt that was announced with the first. */
async function sealLeftover(bodies: Bodies, home: Home, run: RunRow): Promise<SealedFile | null> {
  if (run.output === null) return null
  const info = bodies.find(run.output)
  if (info === undefined) return null
  const spool = spoolPath(home, run.id)
  // A crash after the move and before the commit left the file where bodies lie.
  const path = existsSync(spool) ? spool : bodies.pathOf(run.output)
  if (!existsSync(path)) return null
  await repairSpool(path)
  return bodies.seal(path, 'frames', { id: run.output, salt: info.salt })
}
