import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { aDaliRepository, enqueueRow, importDali, row } from '../support/dali.ts'
import { type Chance, chance } from '../support/random.ts'
import { testCore } from '../support/test-core.ts'
import { foldAsDali } from './dali-fold.ts'

const LEDGERS = 60
const HERE = { queued: 'held', running: 'held', complete: 'succeeded', failed: 'failed' } as const

/** A ledger of few jobs and many rows, also such as DALI does not see; none at which it stands still. */
function anyLedger(random: Chance, nowMs: number): string {
  const text = () => random.pick(['a', 'b', 'a\u2028b', 'é\u0085'])
  const about = () => ({
    job_id: `job-random0${random.below(4)}`,
    worker_id: `w${random.below(3)}`,
    lease_expires_unix: nowMs / 1000 + random.pick([-600, 600]),
  })
  const rows = Array.from({ length: 5 + random.below(30) }, () =>
    random.pick([
      () => enqueueRow(about().job_id, { meta: { note: text() } }),
      () => enqueueRow(about().job_id),
      () => row({ event: 'claim', ...about() }),
      () => row({ event: 'claim', ...about() }),
      () => row({ event: 'heartbeat', ...about() }),
      () => row({ event: 'complete', ...about(), result: { text: text() } }),
      () => row({ event: 'fail', ...about(), error: text() }),
      () => row({ event: 'other', ...about() }),
      () => `{"ts_utc": "20${random.pick(['\n', ''])}`,
      () => random.pick(['\n', 'not json\n', '\r\n', '{"a": 1}\u2028{"b": 2}\n']),
    ])(),
  )
  return rows.join('')
}

it('says of every job what DALI itself would say of it', async () => {
  const random = chance('any ledger')
  const { core } = await testCore({ slots: 0 })
  const nowMs = Date.now()
  const repositories = Array.from({ length: LEDGERS }, () => aDaliRepository(anyLedger(random, nowMs)))
  const snapshots = foldAsDali(repositories.map(({ ledger }) => ledger))
  for (const [at, { root, killSwitch }] of repositories.entries()) {
    writeFileSync(killSwitch, '')
    const { jobs } = await importDali(core, root)
    const current = jobs.filter(({ state_there }) => state_there !== 'replaced' && state_there !== 'unread')
    expect(Object.fromEntries(current.map(({ original_id, state_there }) => [original_id, state_there]))).toEqual(
      Object.fromEntries(Object.entries(snapshots[at]!).map(([id, { state }]) => [id, state])),
    )
    for (const { state_there, state_here, why } of current)
      expect(why === 'queued_again' ? 'held' : HERE[state_there as keyof typeof HERE]).toBe(state_here)
    expect((await importDali(core, root)).summary).toMatchObject({ import: null, jobs: { added: 0, extended: 0 } })
  }
  expect((await core.evidence.verify({ bodies: true })).ok).toBe(true)
})
