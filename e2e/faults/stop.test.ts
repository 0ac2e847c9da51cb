import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aJob, aScript } from '../support/jobs.ts'
import { isLiving, livingWith } from '../support/processes.ts'
import { aFolder, makeFolder, openCore, testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, inState, settled, until } from '../support/wait.ts'

it('a stop ends every process, queues again what ran, and loses no attempt', async () => {
  const home = aFolder('home')
  const workspace = makeFolder('workspace')
  const mark = `51536${process.pid}`
  const first = await openCore({ home, workspace, slots: 2 })
  const job = await enqueued(
    first.core,
    aScript(
      `[ -e started ] && { echo again; exit; }; touch started; setsid sleep ${mark} & (trap '' TERM; sleep ${mark}); sleep ${mark}`,
    ),
  )
  await until('the command has begun', () => existsSync(join(workspace, 'started')))
  const workers = first.core.workers.list().map(({ pid }) => pid!)
  expect(livingWith(mark).length).toBeGreaterThan(1)
  await first.core.close('test')
  expect(livingWith(mark)).toEqual([])
  expect(workers.filter(isLiving)).toEqual([])
  expect(readdirSync(join(home, 'spool'))).toEqual([])

  const { core } = await testCore({ home, workspace, slots: 2 })
  expect(await settled(core, job)).toMatchObject({ state: 'succeeded', runs: 2, attempts: 1 })
  expect(core.jobs.get(job).runs).toMatchObject([
    { state: 'killed', outcome: { code: 'shutdown' } },
    { state: 'succeeded' },
  ])
  expect(await eventsOf(core, { kind: ['core.started'] })).toMatchObject([
    { payload: { clean: true } },
    { payload: { clean: true } },
  ])
  expect(await core.evidence.verify({ bodies: true })).toMatchObject({ ok: true })
})

it('a stop while everything starts leaves no process', async () => {
  for (let n = 0; n < 5; n += 1) {
    const { core } = await testCore({ slots: 3 })
    for (let job = 0; job < 5; job += 1) await enqueued(core, aJob())
    const workers = core.workers.list().map(({ pid }) => pid)
    await Promise.all([core.close('test'), core.close('again')])
    expect(workers.filter((pid) => pid !== null && isLiving(pid))).toEqual([])
  }
})

it('a stop ends a worker that is stopped itself', async () => {
  const { core } = await testCore()
  const job = await enqueued(core, aScript('sleep 60'))
  await inState(core, job, 'running')
  const { pid } = core.workers.list()[0]!
  process.kill(pid!, 'SIGSTOP')
  await core.close('test')
  expect(isLiving(pid!)).toBe(false)
}, 15_000)

it('what is asked of a core that has stopped is refused', async () => {
  const { core } = await testCore({ slots: 0 })
  await core.close('test')
  await expect(core.jobs.enqueue(aJob(), 'operator')).rejects.toMatchObject({ code: 'core_stopping' })
  await expect(core.evidence.verify({ bodies: false })).rejects.toMatchObject({ code: 'core_stopping' })
})
