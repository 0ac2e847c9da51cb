import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { approvalRuleSpecSchema, isInterlockError } from '#schemas'
import type { RunEnd } from '../finish.ts'
import { aQueue, type Queue } from '../test-bed.ts'

type Act =
  | { readonly kind: 'add' | 'claim' | 'move' }
  | {
      readonly kind: 'approve' | 'reject' | 'cancel' | 'restore' | 'retry' | 'requeue' | 'grant'
      readonly which: number
    }
  | { readonly kind: 'finish'; readonly which: number; readonly state: RunEnd['state'] }
  | { readonly kind: 'pass'; readonly ms: number }

const which = fc.nat(1000)
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('add', 'claim', 'claim') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move') }) },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'approve',
        'approve',
        'approve',
        'reject',
        'cancel',
        'restore',
        'retry',
        'requeue',
        'grant',
      ),
      which,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('finish'),
      which,
      state: fc.constantFrom('succeeded', 'failed', 'lost', 'killed', 'cancelled'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.integer({ min: 0, max: 3_000_000 }) }) },
)

/** What cannot be done now is refused, and that is fine. */
async function attempt(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!isInterlockError(error)) throw error
  })
}

function aPlay(queue: Queue) {
  const jobs: string[] = []
  const running: { job: string; run: string; token: number }[] = []
  /** Runs under each approval, but those that the switch or a stop ended. */
  const used = new Map<string, number>()
  const one = <T>(from: readonly T[], at: number): T | undefined => from[at % Math.max(1, from.length)]
  const pending = (at: number) => {
    const found = one(queue.approvalActs.list({ filter: { state: ['pending'] }, limit: 50 }).items, at)
    return { id: found?.id ?? 'none', hash: found?.hash ?? '' }
  }

  async function claim(): Promise<void> {
    const assignment = await queue.claim('repo_tools')
    if (assignment === undefined) return
    const { run, token, job, approval } = assignment
    running.push({ job: job.id, run, token })
    const row = queue.approvals.table.byId(approval?.id ?? '')
    const [snapshot, now] = [row && queue.approvals.snapshot(row), queue.gate.jobOf(queue.jobs.byId(job.id)!)]
    expect(row).toMatchObject({ state: 'approved', kind: 'start', job: queue.jobs.byId(job.id)?.seq })
    expect(snapshot && now && queue.approvals.renew(snapshot, now)?.hash).toBe(row?.hash)
    expect(queue.approvals.isDecided(row!)).toBe(true)
    used.set(row!.id, (used.get(row!.id) ?? 0) + 1)
    expect(used.get(row!.id)).toBeLessThanOrEqual(snapshot?.attempts ?? 0)
  }

  return async function play(next: Act): Promise<void> {
    switch (next.kind) {
      case 'add':
        return void jobs.push(await queue.add({ max_attempts: 2 }))
      case 'claim':
        return claim()
      case 'move':
        queue.grants = {
          toolchains: [`/opt/${queue.grants.toolchains.length}`, ...queue.grants.toolchains],
          floor: null,
        }
        return
      case 'approve':
      case 'reject':
        return attempt(queue.approvalActs[next.kind](pending(next.which), 'operator'))
      case 'grant':
        return attempt(queue.approvalActs.grant({ ...pending(next.which), uses: 2, minutes: 10 }, 'operator'))
      case 'cancel':
      case 'restore':
      case 'retry':
      case 'requeue':
        return attempt(queue.acts[next.kind](one(jobs, next.which) ?? 'none', 'operator'))
      case 'finish': {
        const run = one(running, next.which)
        if (run === undefined) return
        running.splice(running.indexOf(run), 1)
        if (next.state === 'killed') {
          const id =
            queue.approvalActs
              .list({ filter: { job: run.job }, limit: 50 })
              .items.find((each) => each.kind === 'start' && each.state === 'approved')?.id ?? ''
          used.set(id, (used.get(id) ?? 1) - 1)
        }
        await queue.finish(run.run, run.token, { state: next.state, code: next.state === 'succeeded' ? null : 'x' })
        return
      }
      case 'pass':
        queue.time.now += next.ms
        await queue.acts.promoteDue()
        await queue.approvalActs.expire()
    }
  }
}

it('runs nothing that was not approved as it is, whatever the interleaving', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 60 }), async (acts) => {
      const queue = aQueue()
      const spec = approvalRuleSpecSchema.parse({ name: 'Everything', timeout_s: 3600 })
      await queue.approvals.rules.set({ spec }, 'operator')
      const play = aPlay(queue)
      for (const next of acts) await play(next)
      // Nobody is asked twice about the same thing at once, and nothing waits without being asked about.
      const waiting = queue.approvalActs
        .list({ filter: { state: ['pending'] }, limit: 200 })
        .items.map(({ job }) => job.id)
      expect(new Set(waiting).size).toBe(waiting.length)
      expect(queue.counts().awaiting_approval).toBe(waiting.length)
    }),
    { numRuns: 40 },
  )
}, 60_000)
