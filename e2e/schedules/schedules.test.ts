import { expect, it } from 'vitest'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aJob, aScript, READING } from '../support/jobs.ts'
import { aSchedule, scheduled } from '../support/every-firing.ts'
import { openCore, removeFolder, testCore } from '../support/test-core.ts'
import { settled, until } from '../support/wait.ts'

it('starts what is due by itself, and goes on where a stop had left it', async () => {
  const first = await openCore({ shell: 'daemon' })
  writeFileSync(join(first.workspace, 'README.md'), '# Read me\n')
  const id = await scheduled(first.core, {
    trigger: { kind: 'interval', every_s: 1 },
    overlap: 'allow',
    misfire: { policy: 'skip' },
  })
  const fired = await until('it has fired', () => {
    const [firing] = first.core.schedules.get(id).last
    return typeof firing?.job === 'string' && firing
  })
  expect(await settled(first.core, fired.job!)).toMatchObject({
    state: 'succeeded',
    origin: { kind: 'schedule', schedule: id, firing: fired.id },
  })
  const { started_at } = first.core.jobs.get(fired.job!).runs[0]!
  // A busy machine is allowed more than the benchmark is.
  expect(Date.parse(started_at) - Date.parse(fired.due_at)).toBeLessThan(5000)
  await first.core.close('test')

  const { core } = await testCore({ home: first.home, workspace: first.workspace, shell: 'daemon' })
  await until('it fires again', () => core.schedules.get(id).last[0]!.seq > fired.seq)
  await core.schedules.disable(id, 'operator')
  const { items } = await core.firings.list({ schedule: id, limit: 100 })
  const due = items.filter(({ state }) => state !== 'missed').map(({ due_at }) => due_at)
  expect(new Set(due).size).toBe(due.length)
  const { items: days } = await core.firings.days({ schedule: id, days: 2, zone: 'UTC' })
  expect(days.reduce((sum, day) => sum + day.succeeded + day.open + day.missed, 0)).toBeGreaterThanOrEqual(items.length)
  removeFolder(first.home)
}, 30_000)

it('runs at once as many of a pool as it has slots, and says why the others wait', async () => {
  const { core } = await testCore({ slots: 3 })
  await core.pools.set({ name: 'models', size: 2 }, 'operator')
  const job = aScript('sleep 20', { policy: READING, pool: 'models' })
  const { id } = await core.schedules.create(aSchedule({ job, overlap: 'allow' }), 'operator')
  const jobs = await Promise.all([1, 2, 3].map(async () => (await core.schedules.runNow({ id }, 'operator')).job!))
  const running = () => jobs.filter((each) => core.jobs.get(each).job.state === 'running')
  await until('two run', () => running().length === 2)
  const third = jobs.find((each) => !running().includes(each))!
  expect(core.jobs.get(third).job.waiting_reason).toEqual({ code: 'pool_full', pool: 'models', used: 2, size: 2 })
  const found = await core.jobs.list({ filter: { reason: ['pool_full'] }, limit: 10 })
  expect(found.items.map((each) => each.id)).toEqual([third])
  await core.pools.set({ name: 'models', size: 3 }, 'operator')
  await until('the third runs as well', () => running().length === 3)
  await Promise.all(jobs.map((each) => core.jobs.cancel(each, 'operator')))
  await Promise.all(jobs.map((each) => settled(core, each)))
})

it('stops the job that a later firing replaces', async () => {
  const { core, workspace } = await testCore({ slots: 2, shell: 'daemon' })
  const job = aScript('[ -e begun ] || { touch begun; sleep 60; }')
  const { id } = await core.schedules.create(aSchedule({ job, overlap: 'replace' }), 'operator')
  const first = await core.schedules.runNow({ id }, 'operator')
  await until('it runs', () => existsSync(join(workspace, 'begun')))
  const second = await core.schedules.runNow({ id }, 'operator')
  expect(second).toMatchObject({ state: 'waiting', reason: { code: 'replaces', job: first.job } })
  expect(await settled(core, first.job!)).toMatchObject({ state: 'cancelled' })
  const follower = await until('it follows', () => {
    const firing = core.firings.get(second.id)
    return firing.state === 'enqueued' && firing
  })
  expect(await settled(core, follower.job!)).toMatchObject({ state: 'succeeded' })
})

it('previews what it would do, and says what is wrong with it', async () => {
  const { core } = await testCore({ slots: 0 })
  const asked = { zone: 'America/New_York', jitter_s: 0, blackouts: [], count: 3 }
  const preview = core.schedules.preview({ ...asked, trigger: { kind: 'cron', expression: '30 2 * * *' } })
  expect(preview).toMatchObject({ words: 'Every day at 02:30 in America/New_York', problem: null })
  expect(preview.occurrences).toHaveLength(3)
  expect(preview.occurrences[0]?.local).toMatch(/ 02:30:00$| 03:30:00$/)
  expect(core.schedules.preview({ ...asked, trigger: { kind: 'cron', expression: '0 0 30 2 *' } })).toMatchObject({
    occurrences: [],
    problem: { code: 'schedule_never_fires' },
  })
  expect(core.schedules.preview({ ...asked, zone: 'Mars/Phobos', trigger: { kind: 'manual' } })).toMatchObject({
    problem: { code: 'zone_unknown' },
  })
  await expect(
    core.schedules.create({ ...aSchedule(), job: aJob({ run_at: '2126-01-01T00:00:00Z' }) }, 'operator'),
  ).rejects.toThrow(/must not hold id, idempotency_key or run_at/)
})
