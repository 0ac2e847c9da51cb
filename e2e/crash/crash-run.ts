import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectToCore } from '#server/client'
import { isLiving, livingProcesses, livingWith, type SeenProcess } from '../support/processes.ts'
import { type Chance, chance } from '../support/random.ts'
import { makeFolder, openCore, removeFolder } from '../support/test-core.ts'
import { until } from '../support/wait.ts'

/** What a crash run has seen; the test judges it. */
export interface CrashReport {
  readonly seed: number
  readonly home: string
  /** Kills by what was killed. */
  readonly kills: Readonly<Record<Victim, number>>
  /** Ids that were acknowledged, in their order. */
  readonly acknowledged: readonly string[]
  /** After each kill of a core: until nothing of it lived any more, and until the next one answered. */
  readonly goneAfterMs: readonly number[]
  readonly servesAfterMs: readonly number[]
  /** How often a run was going on when its core or worker was killed. */
  readonly busy: number
  remove(): void
}

/** Each is killed once before chance decides. */
const VICTIMS = ['worker', 'core', 'stopped worker', 'core with a stopped worker'] as const

export type Victim = (typeof VICTIMS)[number]

const PATIENCE_MS = 20_000
const ENVIRONMENT_MARK = 'INTERLOCK_CRASH_TEST'

/** Kills a core and its workers so many times while another process enqueues, and lets the last core finish the work. */
export async function crashRun({ kills, slots }: { kills: number; slots: number }): Promise<CrashReport> {
  const random = chance('crash test')
  const home = makeFolder('home')
  const workspace = makeFolder('workspace')
  const notes = makeFolder('notes')
  const log = join(notes, 'acknowledged')
  writeFileSync(log, '')
  writeFileSync(join(workspace, 'README.md'), '# Read me\n')
  await prepare(home, workspace)

  const mark = `61536${process.pid}`
  const environment = { ...process.env, NODE_COMPILE_CACHE: join(notes, 'cache'), [ENVIRONMENT_MARK]: mark }
  const scripts = import.meta.dirname
  const start = (script: string, ...args: string[]) =>
    spawn(process.execPath, [join(scripts, script), ...args], {
      env: environment,
      // Its end of stdin closes with the test, however that ends.
      stdio: ['pipe', 'pipe', 'inherit'],
    })
  const startCore = () => serving(home, start('core-process.ts', home, String(slots)))
  const counts: Record<Victim, number> = { core: 0, 'core with a stopped worker': 0, worker: 0, 'stopped worker': 0 }
  const goneAfterMs: number[] = []
  const servesAfterMs: number[] = []
  let busy = 0

  let core = await startCore()
  const enqueuer = start('enqueuer.ts', home, log, String(random.seed), mark)

  function remove(): void {
    for (const folder of [home, workspace, notes]) removeFolder(folder)
  }

  async function killCore(): Promise<void> {
    const killedAt = performance.now()
    core.kill('SIGKILL')
    await until('nothing of the core lives any more', () => leftovers(mark, enqueuer).length === 0, PATIENCE_MS)
    goneAfterMs.push(Math.round(performance.now() - killedAt))
    const startedAt = performance.now()
    core = await startCore()
    servesAfterMs.push(Math.round(performance.now() - startedAt))
  }

  async function strike(victim: Victim): Promise<void> {
    const worker = await aWorker(core, random)
    if (hasChildren(worker)) busy += 1
    counts[victim] += 1
    switch (victim) {
      case 'core':
        return killCore()
      case 'core with a stopped worker':
        signal(worker, 'SIGSTOP')
        return killCore()
      case 'worker':
        return signal(worker, 'SIGKILL')
      case 'stopped worker':
        signal(worker, 'SIGSTOP')
        return void (await until('the stopped worker is gone', () => !isLiving(worker.pid), PATIENCE_MS))
    }
  }

  try {
    for (let n = 0; n < kills; n += 1) {
      await sleep(random.below(400))
      await strike(VICTIMS[n] ?? aVictim(random))
    }
    enqueuer.kill('SIGTERM')
    await once(enqueuer, 'exit')
    await finished(home)
    core.kill('SIGTERM')
    await once(core, 'exit')
    await until('nothing is left behind', () => leftovers(mark, enqueuer).length === 0, PATIENCE_MS)
  } catch (error) {
    remove()
    throw error
  } finally {
    // What a failure left running; nothing else carries the mark.
    for (const left of livingWith(mark)) signal(left, 'SIGKILL')
  }

  return {
    seed: random.seed,
    home,
    kills: counts,
    acknowledged: readFileSync(log, 'utf8').split('\n').slice(0, -1),
    goneAfterMs,
    servesAfterMs,
    busy,
    remove,
  }
}

/** The first life of the data directory, in which its workspace is added. */
async function prepare(home: string, workspace: string): Promise<void> {
  const { core } = await openCore({ home, workspace, slots: 0 })
  await core.close('test')
}

function aVictim(random: Chance): Victim {
  const lot = random.below(100)
  if (lot < 45) return 'core'
  if (lot < 55) return 'core with a stopped worker'
  return lot < 90 ? 'worker' : 'stopped worker'
}

/** The core once it answers on its socket. */
async function serving(home: string, core: ChildProcess): Promise<ChildProcess> {
  await until('the core serves', async () => (await answers(home)) || hasEnded(core), PATIENCE_MS)
  if (hasEnded(core)) throw new Error(`The core ended with code ${core.exitCode} instead of serving.`)
  return core
}

async function answers(home: string): Promise<boolean> {
  try {
    const client = await connectToCore(home)
    if (client === undefined) return false
    await client.system.status({}, { signal: AbortSignal.timeout(1000) })
    return true
  } catch {
    return false
  }
}

/** Waits until the core has nothing to do any more. */
async function finished(home: string): Promise<void> {
  await until(
    'all jobs are over',
    async () => {
      const client = await connectToCore(home)
      const status = await client?.system.status({}, { signal: AbortSignal.timeout(5000) })
      const counts = status?.counts
      return counts !== undefined && counts.queued + counts.running + counts.retrying + counts.scheduled === 0
    },
    60_000,
  )
}

/** A worker of this core; it has them back soon after each death. */
function aWorker(core: ChildProcess, random: Chance): Promise<SeenProcess> {
  return until(
    'the core has a worker',
    () => {
      const workers = livingProcesses().filter(
        ({ ppid, command, stopped }) => ppid === core.pid && command.includes('worker.js') && !stopped,
      )
      return workers.length > 0 && random.pick(workers)
    },
    PATIENCE_MS,
  )
}

function hasChildren({ pid }: SeenProcess): boolean {
  return livingProcesses().some(({ ppid }) => ppid === pid)
}

/** Everything that carries the mark, in its environment or its command line, and is not one of the test's own. */
function leftovers(mark: string, enqueuer: ChildProcess): SeenProcess[] {
  return livingWith(mark).filter(({ pid }) => pid !== enqueuer.pid)
}

function signal({ pid }: SeenProcess, name: NodeJS.Signals): void {
  // It may have ended by itself, or its job with it.
  if (isLiving(pid)) process.kill(pid, name)
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}
