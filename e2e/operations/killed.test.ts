import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { connectToCore } from '#server/client'
import { readDatabase } from '../support/database.ts'
import { aFolder, openCore } from '../support/test-core.ts'
import { until } from '../support/wait.ts'
import { compareTables } from '../evidence/rebuild/stored-tables.ts'
import { addWaiting, undo } from './ask.ts'

const JOBS = 6000

/** A core in a process of its own that is killed while an operation goes on. */
async function killedIn(home: string, act: 'cancel' | 'undo'): Promise<{ id: string; seen: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'crash', 'core-process.ts'), home, '0'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const gone = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await gone
  })
  const api = await until('the core answers', () => connectToCore(home))
  const request = { act: 'cancel' as const, filter: { state: ['scheduled' as const] } }
  const { token, head } = await api.operations.preview(request)
  const { id } = await api.operations.start({ ...request, token, head })
  if (act === 'undo') {
    await until('it is finished', async () => (await api.operations.get({ id })).state === 'finished')
    await api.operations.undo({ id })
  }
  const seen = await until('it has begun', async () => {
    const { changed, undone } = await api.operations.get({ id })
    const count = act === 'undo' ? (undone?.restored ?? 0) : changed
    return count > 0 && count
  })
  child.kill('SIGKILL')
  await gone
  return { id, seen }
}

/** Jobs in a state, and those to which one operation has done something more than once. */
function figures(home: string, id: string) {
  return readDatabase(home, (database) => ({
    cancelled: database.prepare("SELECT count(*) FROM job WHERE state = 'cancelled'").pluck().get(),
    twice: database
      .prepare(
        "SELECT job_id FROM event WHERE payload ->> '$.operation' = ? AND job_id IS NOT NULL GROUP BY job_id, kind HAVING count(*) > 1",
      )
      .all(id),
  }))
}

/** Many waiting jobs, a core killed over what it does to them, and the next core. */
async function afterTheKill(act: 'cancel' | 'undo') {
  const home = aFolder('home')
  const workspace = aFolder('workspace')
  const first = await openCore({ home, workspace, slots: 0 })
  await addWaiting(first.core, JOBS)
  await first.core.close('test')
  const { id, seen } = await killedIn(home, act)
  const { core } = await openCore({ home, workspace, slots: 0 })
  onTestFinished(() => core.close('test'))
  return { core, home, id, seen, operation: core.operations.get(id), ...figures(home, id) }
}

function leftOf(count: number, why: string): object[] {
  return count === 0 ? [] : [{ why, count, examples: [] }]
}

it('says how far an operation came whose core was killed, and has done nothing twice', async () => {
  const { core, home, id, seen, operation, cancelled, twice } = await afterTheKill('cancel')
  expect(twice).toEqual([])
  expect(operation).toMatchObject({
    state: operation.changed === JOBS ? 'finished' : 'stopped',
    planned: JOBS,
    changed: cancelled,
    left: leftOf(JOBS - operation.changed, 'not_reached'),
  })
  expect(operation.changed).toBeGreaterThanOrEqual(seen)
  const { rebuilt, stored } = compareTables(home)
  expect(rebuilt).toEqual(stored)
  expect(await undo(core, id)).toMatchObject({ undone: { restored: operation.changed, kept: [] } })
  expect(core.status().counts.scheduled).toBe(JOBS)
}, 60_000)

it('says how far an undo came whose core was killed', async () => {
  const { home, seen, operation, cancelled, twice } = await afterTheKill('undo')
  const restored = operation.undone?.restored ?? 0
  expect(twice).toEqual([])
  expect(restored).toBeGreaterThanOrEqual(seen)
  expect(cancelled).toBe(JOBS - restored)
  expect(operation).toMatchObject({ state: 'undone', undone: { kept: leftOf(JOBS - restored, 'interrupted') } })
  const { rebuilt, stored } = compareTables(home)
  expect(rebuilt).toEqual(stored)
}, 60_000)
