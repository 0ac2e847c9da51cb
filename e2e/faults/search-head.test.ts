import { expect, it } from 'vitest'
import { aJob } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued } from '../support/wait.ts'

it('skips no event that comes while a search looks, when one goes on from its head', async () => {
  const { core } = await testCore({ slots: 0 })
  const wanted: string[] = []
  const seen: string[] = []
  let after = core.status().ledger.seq
  const read = async () => {
    const page = await core.events.page({ filter: { kind: ['job.enqueued'] }, after, limit: 200 })
    seen.push(...page.items.map((event) => event.job_id ?? ''))
    after = page.more ? (page.items.at(-1)?.seq ?? after) : page.head
  }
  for (let n = 0; n < 150; n += 1) {
    const reading = read()
    wanted.push(await enqueued(core, aJob()))
    await reading
  }
  await read()
  expect(seen).toEqual(wanted)
})
