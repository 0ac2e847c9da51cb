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
