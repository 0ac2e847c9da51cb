import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Core } from '#core'
import { isInterlockError } from '#schemas'
import { loseLeafOf } from '../support/damage.ts'
import { readDatabase } from '../support/database.ts'
import { aJob } from '../support/jobs.ts'
import { aFolder, openCore } from '../support/test-core.ts'
import { enqueued, until } from '../support/wait.ts'

const JOBS = 60

/** What a search comes to: how many it finds, or the code of its failure. */
async function outcome(work: () => Promise<{ length: number }>): Promise<number | string> {
  try {
    return (await work()).length
  } catch (error) {
    return isInterlockError(error) ? error.code : `untyped: ${String(error)}`
  }
}

const search = (core: Core, q: string) =>
  outcome(async () => (await core.jobs.list({ filter: { q }, limit: 200 })).items)

function shortIds(home: string): number | undefined {
  return readDatabase(home, (database) =>
    database.prepare<[], { n: number }>('SELECT count(*) AS n FROM short_id').get(),
  )?.n
}

it('a lost page of the jobs fails what needs it, typed, and leaves the index of words alone', async () => {
  const home = aFolder('home')
  const workspace = aFolder('workspace')
  const first = await openCore({ home, workspace, slots: 0 })
  for (let n = 0; n < JOBS; n += 1)
    await enqueued(first.core, aJob({ id: `job-${n}`, meta: { notes: `word${n} common ${'x'.repeat(200)}` } }))
  await until('the index is there', async () => ((await search(first.core, 'common')) === JOBS ? true : undefined))
  // Until then a word that could be the end of an id is looked for in the jobs themselves.
  await until('all short ids are in their index', async () => shortIds(home) === JOBS)
  await first.core.close('test')
  loseLeafOf(home, 'job', 0.5)

  const file = join(home, 'search.db')
  const { ino } = statSync(file)
  const second = await openCore({ home, workspace, slots: 0 })
  for (let time = 0; time < 3; time += 1) {
    expect(await search(second.core, 'common')).toBe('database_damaged')
    expect(await search(second.core, 'word0')).toBe(1)
    expect(await search(second.core, `word${JOBS - 1}`)).toBe(1)
    expect(await outcome(async () => [(await second.core.jobs.counts({ q: 'common' })).counts])).toBe(
      'database_damaged',
    )
    expect(await outcome(async () => [(await second.core.jobs.counts({ q: 'word1' })).counts])).toBe(1)
  }
  expect(statSync(file).ino).toBe(ino)
  expect((await second.core.health()).ok).toBe(false)
  await second.core.close('test')
})
