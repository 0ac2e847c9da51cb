import { expect, it } from 'vitest'
import { SANDBOX_PROMISES } from '#schemas'
import { aScript } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, inState, settled, until } from '../support/wait.ts'

it('tries every promise anew in each worker, shows them as they are tried, and records who asked', async () => {
  const { core } = await testCore({ slots: 2 })
  await until('the workers are up', () => core.workers.list().every(({ state }) => state === 'idle'))
  const before = core.workers.list().map((worker) => worker.sandbox_tested_at)
  const seen = new Set<number>()
  const watch = setInterval(() => {
    for (const worker of core.workers.list())
      if (worker.sandbox_testing) seen.add(worker.sandbox_findings?.length ?? -1)
  }, 2)
  const workers = await core.workers.selfTest('cli').finally(() => clearInterval(watch))

  expect(workers).toHaveLength(2)
  for (const [at, worker] of workers.entries()) {
    expect(worker).toMatchObject({ sandbox_level: 'os-enforced', sandbox_testing: false, sandbox_remedy: null })
    expect(worker.sandbox_findings?.map(({ promise }) => promise)).toEqual(SANDBOX_PROMISES)
    expect(Date.parse(worker.sandbox_tested_at ?? '')).toBeGreaterThan(Date.parse(before[at] ?? ''))
  }
  expect([...seen].some((count) => count > 0 && count < SANDBOX_PROMISES.length)).toBe(true)
  const recorded = await until('both are recorded', async () => {
    const events = await eventsOf(core, { kind: ['worker.self_tested'] })
    return events.length === 2 && events
  })
  const event = { actor: 'cli', payload: { sandbox_level: 'os-enforced', broken: [] } }
  expect(recorded).toMatchObject([event, event])
})

it('tells clients that there is more to see while it goes on', async () => {
  const { core } = await testCore()
  await until('the worker is up', () => core.workers.list()[0]?.state === 'idle')
  const ended = new AbortController()
  const batches = core.events.follow(core.status().ledger.seq, ended.signal)
  await batches.next()
  const tested = core.workers.selfTest('operator')
  const { value } = await batches.next()
  expect(value).toMatchObject({ topics: expect.arrayContaining(['workers']) as unknown })
  ended.abort()
  await tested
})

it('leaves the run of a busy worker alone, and goes on with it', async () => {
  const { core } = await testCore()
  const job = await enqueued(core, aScript('sleep 1; echo done'))
  await inState(core, job, 'running')
  expect(await core.workers.selfTest('operator')).toMatchObject([{ state: 'busy', sandbox_level: 'os-enforced' }])
  expect(await settled(core, job)).toMatchObject({ state: 'succeeded', verdict: 'passed' })
})

it('is over when its worker is gone', async () => {
  const { core } = await testCore({ limits: { restartMinMs: 20 } })
  const { pid } = await until('the worker is up', () => core.workers.list().find(({ state }) => state === 'idle'))
  const tested = core.workers.selfTest('operator')
  process.kill(pid!, 'SIGKILL')
  expect(await tested).toMatchObject([{ sandbox_testing: false }])
})

it('needs a worker that is up, and a released kill switch', async () => {
  const { core } = await testCore({ slots: 0 })
  await expect(core.workers.selfTest('operator')).rejects.toMatchObject({ code: 'no_worker_to_test' })
  const stopped = await testCore()
  await until('the worker is up', () => stopped.core.workers.list()[0]?.state === 'idle')
  await stopped.core.killSwitch.engage({ hard: false }, 'operator')
  await expect(stopped.core.workers.selfTest('operator')).rejects.toMatchObject({ code: 'no_worker_to_test' })
})
