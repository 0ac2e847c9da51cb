import { expect, it } from 'vitest'
import { ARTIFACT_STATES } from '#schemas'
import type { ArtifactFilter } from '#schemas/contract'
import { aQueue } from '../test-bed.ts'
import { artifactCountsResult, artifactIds, countArtifacts, pageArtifacts } from './list-artifacts.ts'

/** More than are looked at in one turn, in each state that has any. */
const MANY = 25_000

/** Artifacts of two jobs, named by their number; every third is accepted, every 5,000th belongs to the other job. */
async function manyArtifacts() {
  const queue = aQueue()
  for (let count = 0; count < 2; count += 1) await queue.add()
  const runs = [await queue.claim('repo_tools'), await queue.claim('repo_tools')]
  const [usual, other] = runs.map((run) => ({ job: run?.job.id ?? '', run: run?.run ?? '' }))
  if (usual === undefined || other === undefined) throw new Error('There is nothing to run.')
  const add = queue.store.change<{ job: string; run: string; other: string; other_run: string }>(`
    INSERT INTO artifact(id, job_id, run_id, kind, name, media_type, size, state, body, created_at, workspace)
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${MANY})
    SELECT format('art-%08d', n), iif(n % 5000, :job, :other), iif(n % 5000, :run, :other_run), 'document', n || '.md',
      'text/markdown', 1, iif(n % 3, 'needs_review', 'accepted'), (SELECT id FROM body LIMIT 1), n, 'demo' FROM number`)
  await queue.store.write((write) => add.run(write, { ...usual, other: other.job, other_run: other.run }))
  const database = queue.reading()
  return {
    other: other.job,
    async page(filter: ArtifactFilter, limit: number, cursor?: string) {
      const { ids, next } = artifactIds.parse(
        await pageArtifacts(database, { filter, limit, ...(cursor !== undefined && { cursor }) }),
      )
      return { found: ids.map((id) => Number(id.slice(4))), next }
    },
    count: async (filter: ArtifactFilter) => artifactCountsResult.parse(await countArtifacts(database, filter)),
  }
}

it('finds the few of many that match, newest first, page by page', async () => {
  const { page } = await manyArtifacts()
  expect(await page({ q: '0000.md' }, 2)).toEqual({ found: [20_000, 10_000], next: null })
  const first = await page({ q: '000.md' }, 3)
  expect(first).toEqual({ found: [25_000, 24_000, 23_000], next: 'art-00023000' })
  expect(await page({ q: '000.md' }, 2, 'art-00002000')).toEqual({ found: [1000], next: null })
})

it('finds them within states and within a job', async () => {
  const { page, other } = await manyArtifacts()
  expect((await page({ q: '000.md', state: ['accepted'] }, 3)).found).toEqual([24_000, 21_000, 18_000])
  const both = await page({ q: '000.md', state: ['accepted', 'needs_review'] }, 3)
  expect(both.found).toEqual([25_000, 24_000, 23_000])
  expect((await page({ job: other }, 10)).found).toEqual([25_000, 20_000, 15_000, 10_000, 5000])
  expect((await page({ job: other, state: ['accepted'] }, 10)).found).toEqual([15_000])
})

it('counts each state exactly up to the cap', async () => {
  const { count, other } = await manyArtifacts()
  const none = Object.fromEntries(ARTIFACT_STATES.map((state) => [state, 0]))
  expect(await count({ q: '000.md' })).toEqual({ counts: { ...none, needs_review: 17, accepted: 8 }, capped_at: null })
  expect(await count({ job: other })).toEqual({ counts: { ...none, needs_review: 4, accepted: 1 }, capped_at: null })
  expect(await count({ kind: ['document'] })).toEqual({
    counts: { ...none, needs_review: 10_000, accepted: 8333 },
    capped_at: 10_000,
  })
})
