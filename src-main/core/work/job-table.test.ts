import { describe, expect, it } from 'vitest'
import { aQueue } from './test-bed.ts'

describe('a job', () => {
  it('is found by its id or the last six characters and more', async () => {
    const { add, jobs } = aQueue()
    const id = await add({ id: 'job-0123456789abcdef' })
    for (const name of [id, 'abcdef', '9abcdef', '89abcdef', '0123456789abcdef']) expect(jobs.find(name).id).toBe(id)
  })

  it('is not found by less, by more, or by what only looks alike', async () => {
    const { add, jobs } = aQueue()
    await add({ id: 'job-01_3456789abcdef' })
    for (const name of ['bcdef', 'xjob-01_3456789abcdef', 'ABCDEF', '01x3456789abcdef', '______', 'job-01', ''])
      expect(() => jobs.find(name)).toThrow(expect.objectContaining({ code: 'job_not_found' }))
  })

  it('is asked for again when an end could be several', async () => {
    const { add, jobs } = aQueue()
    const ids = [await add({ id: 'job-1-abcdefgh' }), await add({ id: 'job-2-abcdefgh' })]
    expect(() => jobs.find('abcdefgh')).toThrow(
      expect.objectContaining({ code: 'id_ambiguous', data: { id: 'abcdefgh', matches: ids } }),
    )
    expect(jobs.find('1-abcdefgh').id).toBe(ids[0])
    expect(jobs.find('job-2-abcdefgh').id).toBe(ids[1])
  })
})

describe('the events of a job', () => {
  it('begin with the one that enqueued it, whichever way they are read', async () => {
    const { acts, add, ledger } = aQueue()
    await add()
    const id = await add()
    await acts.setPriority(id, 7, 'test')
    const kinds = (query: object) =>
      ledger.page({ filter: { job: id }, limit: 5, ...query }).items.map(({ kind }) => kind)
    const seq = ledger.head().seq
    expect(kinds({})).toEqual(['job.priority_set', 'job.enqueued'])
    expect(kinds({ after: 0 })).toEqual(['job.enqueued', 'job.priority_set'])
    expect(kinds({ after: seq - 1 })).toEqual(['job.priority_set'])
    expect(kinds({ before: seq })).toEqual(['job.enqueued'])
    expect(kinds({ filter: { job: id, kind: ['job.enqueued'] } })).toEqual(['job.enqueued'])
    expect(ledger.page({ filter: { job: id }, limit: 1 })).toMatchObject({ items: [{ seq }], more: true })
    expect(ledger.lastOf(id, ['job.enqueued', 'job.held'])).toMatchObject({ kind: 'job.enqueued', job_id: id })
    expect(ledger.lastOf(id, ['job.held'])).toBeUndefined()
  })
})
