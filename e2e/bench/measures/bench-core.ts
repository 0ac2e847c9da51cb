import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Core, type CoreOptions, createCore } from '#core'
import { type JobSpecInput, READ_ONLY_POLICY } from '#schemas'
import { optionsOf } from '../../support/built.ts'
import { until } from '../../support/wait.ts'

/** Size of a job as JSON: what the peers are given, too. */
export const JOB_BYTES = 400

/** A core in this process with the built worker, on a data directory below `folder`, with the workspace `bench`. */
export async function openBenchCore(folder: string, options: Partial<CoreOptions> & { home?: string }): Promise<Core> {
  const workspace = join(folder, 'workspace')
  mkdirSync(workspace, { recursive: true })
  writeFileSync(join(workspace, 'note.md'), 'A tiny file.\n')
  const core = await createCore({ ...optionsOf(options.home ?? join(folder, 'home')), ...options })
  if (core.workspaces.list().length === 0) await core.workspaces.add({ path: workspace, name: 'bench' }, 'bench')
  return core
}

/** The least that the product can be asked to do: one document made of one tiny file. 400 bytes as JSON. */
export function aSmallJob(at: number, over: Partial<Pick<JobSpecInput, 'requires' | 'priority'>> = {}): JobSpecInput {
  const job = {
    type: 'doc_compactor_task' as const,
    payload: { inputs: ['note.md'], max_input_bytes: 4096, max_output_bytes: 4096, title: `Job ${at}` },
    budgets: { max_wall_time_sec: 60, max_tool_calls: 5, max_output_bytes: 65_536, max_concurrency_slots: 1 },
    policy: READ_ONLY_POLICY,
    workspace: 'bench',
    ...over,
  }
  const missing = JOB_BYTES - JSON.stringify({ ...job, meta: { note: '' } }).length
  return { ...job, meta: { note: 'n'.repeat(Math.max(0, missing)) } }
}

/** Resolves when every slot has a worker that waits for work. */
export async function workersIdle(core: Core): Promise<void> {
  await until('every worker is idle', () => core.workers.list().every(({ state }) => state === 'idle'), 30_000)
}

/**
 * Enqueues while the kill switch holds everything back, releases, and waits for the end. `begins` is called at the release.
 * @returns milliseconds from there on
 */
export async function drained(
  core: Core,
  jobs: number,
  spec: (at: number) => JobSpecInput,
  begins: () => void = () => undefined,
): Promise<number> {
  await core.killSwitch.engage({ hard: false }, 'bench')
  const before = core.status().counts.succeeded
  const ids: string[] = []
  for (let at = 0; at < jobs; at += 100) {
    const some = Array.from({ length: Math.min(100, jobs - at) }, (_, within) => spec(at + within))
    ids.push(...(await Promise.all(some.map((each) => core.jobs.enqueue(each, 'bench')))).map(({ job }) => job.id))
  }
  await workersIdle(core)
  begins()
  const startedAt = performance.now()
  await core.killSwitch.release({ choice: 'requeue', except: [] }, 'bench')
  // Jobs start in their order, so when the last ones have ended, only they can have been under way.
  const patience = AbortSignal.timeout(600_000)
  await Promise.all(ids.slice(-16).map((id) => core.jobs.settled(id, patience)))
  const tookMs = performance.now() - startedAt
  const succeeded = core.status().counts.succeeded - before
  if (succeeded !== jobs) throw new Error(`${jobs - succeeded} of ${jobs} jobs did not succeed.`)
  return tookMs
}

/** A data directory that an earlier measurement has left. */
export function existing(home: string): string {
  if (!existsSync(home)) throw new Error('The data directory to measure is missing.')
  return home
}
