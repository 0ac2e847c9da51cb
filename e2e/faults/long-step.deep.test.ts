import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aTestRun, BUDGETS } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, settled } from '../support/wait.ts'

const workerEntry = join(import.meta.dirname, '..', '..', 'src-worker', 'testing', 'misbehaving-worker.ts')

it('leaves a step alone that keeps the thread of its worker for a minute', async () => {
  const { core } = await testCore({ workerEntry })
  const budgets = { ...BUDGETS, max_wall_time_sec: 120 }
  const job = await enqueued(core, aTestRun([['block', '60000']], { budgets }))
  expect(await settled(core, job, 90_000)).toMatchObject({ state: 'succeeded', runs: 1 })
  expect(await eventsOf(core, { kind: ['worker.silent', 'worker.exited'] })).toEqual([])
}, 100_000)
