import { expect, it, onTestFinished } from 'vitest'
import { isInterlockError, type Stats, type StatsQuery, statsQuerySchema } from '#schemas'
import { createClock } from '#schemas/format'
import { aJob, aScript, BUDGETS } from '../support/jobs.ts'
import { makeFolder, openCore, removeFolder, testCore } from '../support/test-core.ts'
import { enqueued, inState, settled } from '../support/wait.ts'

const HOUR = 3_600_000
const query = (over: Partial<StatsQuery> = {}) => statsQuerySchema.parse(over)
const sum = (stats: Stats, state: string) =>
  stats.buckets.reduce(
    (total, { ended }) => total + (Object.entries(ended ?? {}).find(([name]) => name === state)?.[1] ?? 0),
    0,
  )

it('counts what ended by outcome and reason, and how near it came to its limits', async () => {
  const { core } = await testCore()
  const over = aScript('head -c 5000 /dev/zero | tr "\\0" x', { budgets: { ...BUDGETS, max_output_bytes: 1024 } })
  const ids = [
    await enqueued(core, aScript('true', { budgets: { ...BUDGETS, max_tool_calls: 4 } })),
    await enqueued(core, aScript('true', { budgets: { ...BUDGETS, max_tool_calls: 2 } })),
    await enqueued(core, over),
    await enqueued(core, aJob()),
  ]
  for (const id of ids) await settled(core, id)

  const stats = await core.stats.overview(query({ range: '1h' }))
  expect([sum(stats, 'succeeded'), sum(stats, 'over_budget'), sum(stats, 'failed')]).toEqual([3, 1, 0])
  expect(stats.failures).toBe(1)
  expect(stats.reasons).toContainEqual({
    code: 'max_output_bytes',
    state: 'over_budget',
    n: 1,
    types: ['test_runner_task'],
  })
  expect(stats.budgets.map(({ type, n }) => [type, n])).toEqual([
    ['doc_compactor_task', 1],
    ['test_runner_task', 3],
  ])
  // One call of 4, one of 2, one of 50: the middle one is a quarter, the greatest a half.
  expect(stats.budgets[1]?.tools).toEqual({ n: 3, p50: 0.25, max: 0.5 })
  expect(stats.budgets[1]?.output?.max).toBeGreaterThanOrEqual(1)
  expect(stats.buckets.reduce((n, { waited }) => n + (waited?.n ?? 0), 0)).toBe(4)
})

it('shows the bucket that goes on, what runs in it, and nothing for the time before the core was there', async () => {
  const { core } = await testCore()
  const id = await enqueued(core, aScript('sleep 30'))
  await inState(core, id, 'running')
  const { buckets } = await core.stats.overview(query({ range: '1h' }))
  const last = buckets.at(-1)
  expect(buckets.map(({ unfinished }) => unfinished).lastIndexOf(false)).toBe(buckets.length - 2)
  expect(last?.unfinished).toBe(true)
  expect(last?.ended).toEqual({})
  expect(last?.busy).toBeGreaterThan(0)
  expect(last?.slots).toBeGreaterThan(0)
  expect(buckets[0]).toMatchObject({ ended: null, waited: null, busy: null, slots: null })
})

it('leaves a gap where no core was up, and keeps what an earlier life did', async () => {
  const home = makeFolder('home')
  onTestFinished(() => removeFolder(home))
  const clock = createClock()
  const before = await openCore({ home, clock: { ...clock, now: () => Date.now() - 3 * HOUR } })
  onTestFinished(() => removeFolder(before.workspace))
  await settled(before.core, await enqueued(before.core, aScript('true')))
  await before.core.close('test')
  const { core } = await testCore({ home, workspace: before.workspace })
  await settled(core, await enqueued(core, aScript('true')))

  const { buckets } = await core.stats.overview(query({ range: '24h' }))
  const up = buckets.map(({ ended }) => ended !== null)
  expect(up.at(-1)).toBe(true)
  const gap = up.slice(up.indexOf(true)).filter((each) => !each)
  expect(up.indexOf(true)).toBeGreaterThan(0)
  expect(gap.length).toBeGreaterThanOrEqual(10)
  expect(buckets.filter(({ ended }) => ended?.succeeded === 1)).toHaveLength(2)
})

it('takes a range and a zone of its own, and one type of job', async () => {
  const { core } = await testCore()
  await settled(core, await enqueued(core, aScript('true')))
  await settled(core, await enqueued(core, aJob()))
  const since = new Date(Date.now() - 60 * 24 * HOUR).toISOString()
  const stats = await core.stats.overview(query({ since, zone: 'Asia/Kathmandu', type: ['test_runner_task'] }))
  expect(stats.bucket_ms).toBe(24 * HOUR)
  expect(stats.buckets[0]?.start).toMatch(/T18:15:00/)
  expect([sum(stats, 'succeeded'), sum(stats, 'failed')]).toEqual([1, 0])
  const past = await core.stats.overview(query({ since, until: new Date(Date.now() - 30 * 24 * HOUR).toISOString() }))
  expect(past.buckets.every(({ ended, unfinished }) => ended === null && !unfinished)).toBe(true)
})

it('refuses ranges that are none', async () => {
  const { core } = await testCore({ slots: 0 })
  const now = new Date().toISOString()
  expect(statsQuerySchema.safeParse({ range: '1h', since: now }).success).toBe(false)
  expect(statsQuerySchema.safeParse({ until: now }).success).toBe(false)
  expect(statsQuerySchema.safeParse({ zone: 'Europe/Atlantis' }).success).toBe(false)
  const refused = core.stats.overview(query({ since: '2001-01-01T00:00:00Z' }))
  await expect(refused).rejects.toSatisfy((error) => isInterlockError(error, 'invalid_input'))
})
