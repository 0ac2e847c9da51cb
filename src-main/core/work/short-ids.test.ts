import { expect, it, onTestFinished } from 'vitest'
import { createClock } from '#schemas/format'
import { keepShortIds } from './short-ids.ts'
import { aQueue } from './test-bed.ts'

/** A queue whose index of short ids is filled when the test says that its moment has come. */
function aQueueWithShortIds() {
  const queue = aQueue()
  let due: (() => void) | undefined
  const clock = {
    ...createClock(),
    after: (_ms: number, fire: () => void) => {
      due = fire
      return () => (due = undefined)
    },
  }
  const keeping = keepShortIds(queue.store, queue.ledger, clock)
  onTestFinished(keeping.close)
  const indexed = queue.store.query<object, { n: number }>('SELECT count(*) AS n FROM short_id')
  return {
    ...queue,
    indexed: () => indexed.get({})?.n,
    moment: async () => {
      due?.()
      await queue.store.idle()
    },
  }
}

it('finds a job before it is in the index, and after', async () => {
  const { add, jobs, indexed, moment } = aQueueWithShortIds()
  const id = await add({ id: 'job-0123456789abcdef' })
  expect([indexed(), jobs.find('abcdef').id, jobs.find('0123456789abcdef').id]).toEqual([0, id, id])
  await moment()
  expect([indexed(), jobs.find('abcdef').id, jobs.find('0123456789abcdef').id]).toEqual([1, id, id])
})

it('finds two of one end, wherever each of them is', async () => {
  const { add, jobs, moment } = aQueueWithShortIds()
  await add({ id: 'job-1-abcdefgh' })
  await moment()
  await add({ id: 'job-2-abcdefgh' })
  expect(() => jobs.find('abcdefgh')).toThrow(expect.objectContaining({ code: 'id_ambiguous' }))
  expect(jobs.find('2-abcdefgh').id).toBe('job-2-abcdefgh')
})

it('waits for no moment once many are not in the index', async () => {
  const { add, indexed } = aQueueWithShortIds()
  await Promise.all(Array.from({ length: 600 }, () => add()))
  await expect.poll(indexed).toBeGreaterThanOrEqual(500)
})

it('has every job in the index after a few moments, also those of an earlier life', async () => {
  const { add, store, indexed, moment } = aQueueWithShortIds()
  const clear = store.change('DELETE FROM short_id')
  const back = store.change('UPDATE short_id_until SET seq = 0')
  await Promise.all(Array.from({ length: 700 }, () => add()))
  await moment()
  await store.write((write) => [clear, back].forEach((change) => change.run(write, {})))
  await add()
  for (let times = 0; times < 3; times += 1) await moment()
  expect(indexed()).toBe(701)
})
