import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isInterlockError, writesWorkspace } from '#schemas'
import type { RunEnd } from './finish.ts'
import { aQueue, COMMANDS, type Queue } from './test-bed.ts'

const CAPS = ['repo_tools']

interface Claimed {
  readonly job: string
  readonly run: string
  readonly token: number
}

/** One thing that happens; numbers choose among what there is. */
type Act =
  | {
      readonly kind: 'add'
      readonly later: boolean
      readonly maxAttempts: number
      /** The workspace it may write in. */
      readonly writes: string | undefined
    }
  | { readonly kind: 'claim' }
  | { readonly kind: 'finish'; readonly which: number; readonly state: RunEnd['state']; readonly transient: boolean }
  | { readonly kind: 'finish again' | 'cancel' | 'retry'; readonly which: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'engage' | 'release' }

const which = fc.nat(1000)
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('add'),
      later: fc.boolean(),
      maxAttempts: fc.integer({ min: 1, max: 3 }),
      writes: fc.constantFrom(undefined, 'demo', 'demo', 'other'),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('claim') }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('finish'),
      which,
      state: fc.constantFrom('succeeded', 'failed', 'timed_out', 'over_budget', 'killed', 'lost', 'cancelled'),
      transient: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('finish again', 'cancel', 'retry'), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.integer({ min: 0, max: 5000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('engage', 'release') }) },
)

/** Plays acts against a queue, remembering only what a worker and an operator would. */
function aPlay(queue: Queue) {
  const jobs: string[] = []
  const running: Claimed[] = []
  const over: Claimed[] = []

  async function finish(index: number, end: Partial<RunEnd>): Promise<void> {
    const [claimed] = running.splice(index % Math.max(1, running.length), 1)
    if (claimed === undefined) return
    over.push(claimed)
    expect(await queue.finish(claimed.run, claimed.token, end)).toBe(true)
  }

  async function play(given: Act): Promise<void> {
    switch (given.kind) {
      case 'add':
        return void jobs.push(
          await queue.add({
            max_attempts: given.maxAttempts,
            ...(given.writes !== undefined && { workspace: given.writes, policy: COMMANDS }),
            ...(given.later && { run_at: new Date(queue.time.now + 1000).toISOString() }),
          }),
        )
      case 'claim': {
        const claimed = await queue.claim(...CAPS)
        if (claimed !== undefined) running.push({ job: claimed.job.id, run: claimed.run, token: claimed.token })
        else if (!queue.time.blocked) expect(startable(queue, jobs)).toEqual([])
        return
      }
      case 'finish':
        return finish(given.which, { state: given.state, transient: given.transient, code: 'test' })
      case 'finish again': {
        const stale = over[given.which % Math.max(1, over.length)]
        if (stale !== undefined) expect(await queue.finish(stale.run, stale.token)).toBe(false)
        return
      }
      case 'cancel':
      case 'retry': {
        const job = jobs[given.which % Math.max(1, jobs.length)]
        if (job !== undefined) await queue.acts[given.kind](job, 'test')
        return
      }
      case 'pass':
        queue.time.now += given.ms
        return void (await queue.acts.promoteDue())
      case 'engage':
      case 'release':
        queue.time.blocked = given.kind === 'engage'
    }
  }

  return { jobs, running, play }
}

/** Workspaces that running jobs may write in, once for each job. */
function inUse(queue: Queue, jobs: readonly string[]): string[] {
  return jobs.flatMap((id) => {
    const job = queue.jobs.byId(id)!
    return job.state === 'running' && writesWorkspace(queue.jobs.spec(job)!.policy) ? [job.workspace] : []
  })
}

/** Queued jobs that nothing keeps back. */
function startable(queue: Queue, jobs: readonly string[]): string[] {
  const used = inUse(queue, jobs)
  return jobs.filter((id) => {
    const job = queue.jobs.byId(id)!
    if (job.state !== 'queued') return false
    return !writesWorkspace(queue.jobs.spec(job)!.policy) || !used.includes(job.workspace)
  })
}

/** What holds at every moment, whatever has happened. */
function expectSound(queue: Queue, jobs: readonly string[], running: readonly Claimed[]): void {
  const counted = new Map<string, number>()
  for (const id of jobs) {
    const job = queue.jobs.byId(id)!
    const runs = queue.runs.ofJob(id)
    counted.set(job.state, (counted.get(job.state) ?? 0) + 1)
    expect(runs.filter(({ state }) => state === 'running').map((run) => run.id)).toEqual(
      running.filter((each) => each.job === id).map(({ run }) => run),
    )
    expect(job.state === 'running').toBe(running.some((each) => each.job === id))
    expect(job.runs).toBe(runs.length)
    expect(job.attempts).toBeLessThanOrEqual(job.max_attempts)
    expect(runs.filter(({ state }) => state === 'succeeded').length).toBe(job.state === 'succeeded' ? 1 : 0)
    expect(job.held_reason !== null).toBe(job.state === 'held')
    expect(job.finished_at !== null).toBe(['succeeded', 'failed', 'cancelled'].includes(job.state))
    expect(job.run_at !== null || !['scheduled', 'retrying'].includes(job.state)).toBe(true)
    expect(job.ready_at !== null || job.state !== 'queued').toBe(true)
  }
  const used = inUse(queue, jobs)
  expect(new Set(used).size).toBe(used.length)
  for (const [state, n] of Object.entries(queue.counts())) expect(n).toBe(counted.get(state) ?? 0)
}

/** What cannot be done now is refused in words. */
async function isRefused(played: Promise<void>): Promise<boolean> {
  try {
    await played
    return false
  } catch (error) {
    if (isInterlockError(error, 'state_conflict')) return true
    throw error
  }
}

it('stays sound whatever happens to jobs and runs, in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const queue = aQueue()
      const { jobs, running, play } = aPlay(queue)
      for (const each of acts) {
        const head = queue.ledger.head().seq
        const refused = await isRefused(play(each))
        expect(refused && queue.ledger.head().seq > head).toBe(false)
        expectSound(queue, jobs, running)
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)
