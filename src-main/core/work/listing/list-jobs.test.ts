import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JOB_STATES, type JobState } from '#schemas'
import { isoTime } from '#schemas/format'
import type { ResolvedFilter } from './resolved-filter.ts'
import { aQueue, type Queue } from '../test-bed.ts'

/** Jobs in states and workspaces of their own, a second apart. */
async function someJobs(queue: Queue, specs: readonly { state: JobState; workspace: string }[]) {
  const setState = queue.store.change<{ id: string; state: string }>('UPDATE job SET state = :state WHERE id = :id')
  for (const { state, workspace } of specs) {
    const id = await queue.add({ workspace })
    await queue.store.write((write) => setState.run(write, { id, state }))
    queue.time.now += 1000
  }
  return specs.length
}

function walk({ listing }: Queue, filter: ResolvedFilter, limit: number): string[] {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = listing.page({ filter, cursor, limit })
    expect(page.rows.length).toBeLessThanOrEqual(limit)
    ids.push(...page.rows.map(({ id }) => id))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return ids
}

const oneOf = <T>(...values: T[]) => fc.option(fc.uniqueArray(fc.constantFrom(...values)), { nil: undefined })

describe('pages', () => {
  it('hold each fitting job once, newest first, whatever the filter and the size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ state: fc.constantFrom(...JOB_STATES), workspace: fc.constantFrom('demo', 'other') }), {
          maxLength: 15,
        }),
        oneOf<JobState>('queued', 'failed', 'held', 'succeeded'),
        oneOf('demo', 'other'),
        fc.option(fc.integer({ min: -1, max: 16 }), { nil: undefined }),
        fc.integer({ min: 1, max: 6 }),
        async (specs, state, workspace, since, limit) => {
          const queue = aQueue()
          const start = queue.time.now
          await someJobs(queue, specs)
          const from = since === undefined ? undefined : start + since * 1000
          const filter: ResolvedFilter = {
            ...(state !== undefined && { state }),
            ...(workspace !== undefined && { workspace }),
            ...(from !== undefined && { since: isoTime(from) }),
          }
          const all = queue.listing.page({ limit: 100 }).rows
          expect(all).toHaveLength(specs.length)
          expect(all.map(({ seq }) => seq)).toEqual(all.map(({ seq }) => seq).toSorted((a, b) => b - a))
          const fits = (values: readonly string[] | undefined, value: string) =>
            values === undefined || values.length === 0 || values.includes(value)
          const expected = all.filter(
            (row) =>
              fits(state, row.state) &&
              fits(workspace, row.workspace) &&
              (from === undefined || row.created_at >= from),
          )
          expect(walk(queue, filter, limit)).toEqual(expected.map(({ id }) => id))
        },
      ),
      { numRuns: 25 },
    )
  })

  it('hold the jobs of some types, in some states and workspaces, newest first', async () => {
    const queue = aQueue()
    const index = {
      type: 'repo_index_task' as const,
      payload: { include_globs: ['**'], max_files: 9, max_file_bytes: 256 },
    }
    const [first, , third] = [
      await queue.add(index),
      await queue.add(),
      await queue.add({ ...index, workspace: 'other' }),
    ]
    await queue.acts.cancel(first, 'test')
    const found = (filter: ResolvedFilter) => queue.listing.page({ filter, limit: 10 }).rows.map(({ id }) => id)
    const type: ResolvedFilter['type'] = ['repo_index_task', 'test_runner_task', 'repo_index_task']
    expect(found({ type })).toEqual([third, first])
    expect(found({ type, state: ['cancelled'] })).toEqual([first])
    expect(found({ type, workspace: ['other', 'other'] })).toEqual([third])
    expect(found({ type, workspace: ['other'], state: ['cancelled'] })).toEqual([])
  })

  it('leave out what must not be, and begin at either end', async () => {
    const queue = aQueue()
    const ids = [await queue.add({ workspace: 'demo' }), await queue.add({ workspace: 'other' }), await queue.add()]
    const found = (filter: ResolvedFilter, order: 'newest' | 'oldest') =>
      queue.listing.page({ filter, order, limit: 10 }).rows.map(({ id }) => id)
    expect(found({ not: { workspace: ['other', 'never'] } }, 'oldest')).toEqual([ids[0], ids[2]])
    expect(found({ not: { workspace: ['demo'] } }, 'newest')).toEqual([ids[1]])
    expect(found({ not: { workspace: ['demo', 'other'] } }, 'newest')).toEqual([])
    expect(found({ not: { workspace: ['demo'] }, workspace: ['demo', 'other'] }, 'newest')).toEqual([ids[1]])
    const first = queue.listing.page({ order: 'oldest', limit: 2 })
    const second = queue.listing.page({ order: 'oldest', limit: 2, cursor: first.next ?? undefined })
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(ids)
  })

  it('go on where they were when jobs come in between', async () => {
    const queue = aQueue()
    for (let n = 0; n < 6; n += 1) await queue.add()
    const first = queue.listing.page({ limit: 3 })
    await queue.add()
    const second = queue.listing.page({ limit: 3, cursor: first.next ?? undefined })
    const seqs = [...first.rows, ...second.rows].map(({ seq }) => seq)
    expect(new Set(seqs).size).toBe(6)
    expect(second.next).toBeNull()
  })

  it.each(['', 'x', '0', '-1', '1.5', '9'.repeat(30)])('refuse a marker that is none: "%s"', (cursor) => {
    const { listing } = aQueue()
    expect(() => listing.page({ cursor, limit: 1 })).toThrow(expect.objectContaining({ code: 'cursor_unreadable' }))
  })
})

it('finds the jobs whose tests said something', async () => {
  const queue = aQueue()
  await someJobs(queue, [
    { state: 'succeeded', workspace: 'demo' },
    { state: 'succeeded', workspace: 'demo' },
  ])
  const [newest] = walk(queue, {}, 10)
  const setVerdict = queue.store.change<{ id: string }>("UPDATE job SET verdict = 'failed' WHERE id = :id")
  await queue.store.write((write) => setVerdict.run(write, { id: newest ?? '' }))
  expect(walk(queue, { state: ['succeeded'], verdict: ['failed', 'partial'] }, 10)).toEqual([newest])
  expect(walk(queue, { verdict: ['passed'] }, 10)).toEqual([])
})

it('keeps the number of jobs per state, whatever happens to them', async () => {
  const queue = aQueue()
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ state: fc.constantFrom(...JOB_STATES), workspace: fc.constant('demo') }), { maxLength: 6 }),
      async (specs) => {
        await someJobs(queue, specs)
        const counted = Map.groupBy(queue.listing.page({ limit: 1000 }).rows, ({ state }) => state)
        for (const [state, n] of Object.entries(queue.counts())) expect(n).toBe(counted.get(state)?.length ?? 0)
      },
    ),
    { numRuns: 20 },
  )
})
