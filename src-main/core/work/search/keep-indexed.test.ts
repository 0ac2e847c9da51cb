import { expect, it, onTestFinished } from 'vitest'
import { type Reader, readMarker } from '#core/record'
import { aQueue, type Queue } from '../test-bed.ts'
import { indexJobs } from './index-jobs.ts'
import { keepIndexed } from './keep-indexed.ts'

/** A life of the index on a queue's ledger. Time passes by hand; how often the thread was asked is counted. */
function aLife({ home, ledger, clock, reading }: Queue) {
  const timers = new Set<() => void>()
  const troubles: unknown[] = []
  const database = reading()
  let asked = 0
  const reader: Reader = {
    run(_task, input) {
      asked += 1
      return indexJobs(database, input)
    },
    failure: () => undefined,
    onTold: () => () => undefined,
    close: () => Promise.resolve(),
  }
  const indexing = keepIndexed({
    reader,
    ledger,
    clock: {
      ...clock,
      after(_ms, fire) {
        timers.add(fire)
        return () => void timers.delete(fire)
      },
    },
    marker: () => readMarker(home.database),
    onTrouble: (_what, error) => troubles.push(error),
  })
  onTestFinished(indexing.close)
  return {
    end: indexing.close,
    /** How often the thread was asked since the last time. */
    async asks(): Promise<number> {
      for (let turn = 0; turn < 20; turn += 1) {
        for (const fire of timers) {
          timers.delete(fire)
          fire()
        }
        await new Promise((resolve) => setImmediate(resolve))
      }
      expect(troubles).toEqual([])
      const since = asked
      asked = 0
      return since
    },
  }
}

async function claimed(queue: Queue): Promise<{ run: string; token: number }> {
  const assignment = await queue.claim('repo_tools')
  if (assignment === undefined) throw new Error('Nothing was claimed.')
  return assignment
}

it('asks the thread when a job came or a run failed, and for nothing else', async () => {
  const queue = aQueue()
  const { asks } = aLife(queue)
  await queue.store.write((write) => queue.ledger.append(write, 'core.stopped', { reason: 'test' }, { actor: 'core' }))
  expect(await asks()).toBe(0)

  await queue.add()
  expect(await asks()).toBe(1)
  const { run, token } = await claimed(queue)
  expect(await asks()).toBe(0)
  await queue.finish(run, token)
  expect(await asks()).toBe(0)

  await queue.add()
  expect(await asks()).toBe(1)
  const failing = await claimed(queue)
  await queue.finish(failing.run, failing.token, { state: 'failed', code: 'broken' })
  expect(await asks()).toBe(1)
})

it('asks the thread in its next life for what the last one left out, and not again', async () => {
  const queue = aQueue()
  const first = aLife(queue)
  await queue.add()
  first.end()
  const second = aLife(queue)
  expect(await second.asks()).toBe(1)
  second.end()
  expect(await aLife(queue).asks()).toBe(0)
})
