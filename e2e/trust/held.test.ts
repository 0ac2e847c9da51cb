import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { expect, it } from 'vitest'
import { readDatabase } from '../support/database.ts'
import { aScript } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { aProvider, grantProviders, KNOWS_ALL } from '../support/trust.ts'
import { enqueued, eventsOf, inState, settled, until } from '../support/wait.ts'
import { aTrustedJob } from './trust-bed.ts'

const HANGS = `resolveSession: () => new Promise(() => {})`

it('leaves a run that its gates hold back to a cancel, to the kill switch, to a reload and to a stop', async () => {
  const { core, home } = await testCore({ slots: 1 })
  aProvider(home, 'hangs', 'identity', HANGS)
  grantProviders(home, { hangs: { timeout_ms: 30_000 } })
  const heldBack = async () => {
    const id = await enqueued(core, aTrustedJob({ identity: { principal: 'bot', provider: 'hangs' } }))
    await inState(core, id, 'running')
    return id
  }
  const begun = performance.now()
  const cancelled = await heldBack()
  await core.jobs.cancel(cancelled, 'operator')
  expect(await settled(core, cancelled)).toMatchObject({ state: 'cancelled' })
  expect(core.trust.ofJob(cancelled)).toMatchObject([
    { facts: { gate: { decision: 'stopped' } }, outcome: { state: 'cancelled' } },
  ])

  const switchedOff = await heldBack()
  await core.killSwitch.engage({ hard: false }, 'operator')
  expect(await inState(core, switchedOff, 'held')).toMatchObject({ held_reason: 'kill_switch' })
  await core.killSwitch.release({ choice: 'drop', except: [] }, 'operator')

  const hard = await heldBack()
  await core.killSwitch.engage({ hard: true }, 'operator')
  expect(await inState(core, hard, 'held')).toMatchObject({ held_reason: 'kill_switch' })
  expect((await core.trust.providers()).providers[0]).toMatchObject({ state: 'ready' })
  await core.killSwitch.release({ choice: 'drop', except: [] }, 'operator')
  expect(performance.now() - begun).toBeLessThan(30_000)
  // None of them ever came to its worker.
  expect(await eventsOf(core, { kind: ['run.header'] })).toEqual([])

  // Asked again of what the operator put in its place, it goes on in the very run.
  const reloaded = await heldBack()
  aProvider(home, 'hangs', 'identity', KNOWS_ALL)
  await core.trust.reload()
  expect(await settled(core, reloaded)).toMatchObject({ state: 'succeeded', runs: 1, attempts: 1 })
  aProvider(home, 'hangs', 'identity', HANGS)

  const stopped = await heldBack()
  await core.close('test')
  const stateOf = (database: Database) => database.prepare('SELECT state FROM job WHERE id = ?').get(stopped)
  expect(readDatabase(home, stateOf)).toEqual({ state: 'queued' })
})

it('asks the operator where a gate escalates, and lets one run through for one approval', async () => {
  const { core, home } = await testCore({ slots: 1 })
  aProvider(home, 'judge', 'authorization', `authorize: () => ({ decision: 'escalate', reason: 'it is late' })`)
  const trust = { authorization: { provider: 'judge', requires_identity: false } }
  const id = await enqueued(core, aTrustedJob(trust, 'echo ran'))
  await inState(core, id, 'awaiting_approval')
  const [asked] = core.approvals.list({ limit: 10 }).items
  expect(asked).toMatchObject({ kind: 'trust', state: 'pending', tool: 'trust.authorize', job: { id } })
  await core.approvals.approve({ id: asked?.id ?? '', hash: asked?.hash ?? '' }, 'operator')
  expect(await settled(core, id)).toMatchObject({ state: 'succeeded', runs: 2 })
  const [suspended, ran] = core.trust.ofJob(id)
  expect(suspended).toMatchObject({ facts: { gate: { decision: 'escalated' } }, outcome: { state: 'suspended' } })
  expect(ran).toMatchObject({ facts: { gate: { decision: 'admitted' }, authorization: { approval: asked?.id } } })

  // Another job needs another answer, and a no is the end of it.
  const other = await enqueued(core, aTrustedJob(trust, 'echo ran'))
  await inState(core, other, 'awaiting_approval')
  const [again] = core.approvals.list({ limit: 10 }).items
  expect(again).toMatchObject({ state: 'pending', job: { id: other } })
  await core.approvals.reject({ id: again?.id ?? '', hash: again?.hash ?? '' }, 'operator')
  expect(await settled(core, other)).toMatchObject({ state: 'cancelled', runs: 1 })
})

it('tries a run again with new credentials, and takes back those of each', async () => {
  const { core, home, workspace } = await testCore({ slots: 1, limits: { retryMinMs: 20, retryMaxMs: 50 } })
  aProvider(home, 'vault', 'identity', KNOWS_ALL)
  const trust = { identity: { principal: 'bot', provider: 'vault' }, credentials: ['TOKEN_A'] }
  const id = await enqueued(core, aScript('[ -e once ] || { touch once; sleep 60; }; test -n "$TOKEN_A"', { trust }))
  await until('it has begun', () => existsSync(join(workspace, 'once')))
  const worker = core.workers.list().find(({ job }) => job === id)
  process.kill(worker?.pid ?? 0, 'SIGKILL')
  expect(await settled(core, id)).toMatchObject({ state: 'succeeded', runs: 2 })
  await expect.poll(() => core.trust.ofJob(id).map(({ cleanup }) => cleanup)).toEqual(['done', 'done'])
  const handles = core.trust.ofJob(id).map(({ facts }) => facts?.credentials?.handle)
  expect(new Set(handles).size).toBe(2)
})
