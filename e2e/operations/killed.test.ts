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

/** A core in a process of its own that is killed when an operation, or its undo, has just begun. @returns the operation */
async function killedIn(home: string, figure: 'changed' | 'restored'): Promise<string> {
  const script = join(import.meta.dirname, '..', 'crash', 'core-process.ts')
  const child = spawn(process.execPath, [script, home, '0', figure], { stdio: ['pipe', 'ignore', 'inherit'] })
  const gone = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await gone
  })
  const api = await until('the core answers', () => connectToCore(home))
  const request = { act: 'cancel' as const, filter: { state: ['scheduled' as const] } }
  const { token, head } = await api.operations.preview(request)
  // It may be gone before it answers.
  const started = await api.operations.start({ ...request, token, head }).catch(() => undefined)
  if (figure === 'restored' && started !== undefined) {
    const { id } = started
    await until('it is finished', async () => (await api.operations.get({ id })).state === 'finished')
    await api.operations.undo({ id }).catch(() => undefined)
  }
  await gone
  return readDatabase(home, (database) => String(database.prepare('SELECT id FROM operation').pluck().get()))
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
async function afterTheKill(figure: 'changed' | 'restored') {
  const home = aFolder('home')
  const workspace = aFolder('workspace')
  const first = await openCore({ home, workspace, slots: 0 })
  await addWaiting(first.core, JOBS)
  await first.core.close('test')
  const id = await killedIn(home, figure)
  const { core } = await openCore({ home, workspace, slots: 0 })
  onTestFinished(() => core.close('test'))
  return { core, home, id, operation: core.operations.get(id), ...figures(home, id) }
}

function leftOf(count: number, why: string): object[] {
  return count === 0 ? [] : [{ why, count, examples: [] }]
}

it('says how far an operation came whose core was killed, and has done nothing twice', async () => {
  const { core, home, id, operation, cancelled, twice } = await afterTheKill('changed')
  expect(twice).toEqual([])
  expect(operation).toMatchObject({
    state: 'stopped',
    stopped_by: 'core',
    planned: JOBS,
    changed: cancelled,
    left: leftOf(JOBS - operation.changed, 'not_reached'),
  })
  expect(operation.changed).toBeGreaterThan(0)
  expect(operation.changed).toBeLessThan(JOBS)
  const { rebuilt, stored } = compareTables(home)
  expect(rebuilt).toEqual(stored)
  expect(await undo(core, id)).toMatchObject({ undone: { restored: operation.changed, kept: [] } })
  expect(core.status().counts.scheduled).toBe(JOBS)
}, 60_000)

it('says how far an undo came whose core was killed', async () => {
  const { home, operation, cancelled, twice } = await afterTheKill('restored')
  const restored = operation.undone?.restored ?? 0
  expect(twice).toEqual([])
  expect(restored).toBeGreaterThan(0)
  expect(restored).toBeLessThan(JOBS)
  expect(cancelled).toBe(JOBS - restored)
  expect(operation).toMatchObject({ state: 'undone', undone: { kept: leftOf(JOBS - restored, 'interrupted') } })
  const { rebuilt, stored } = compareTables(home)
  expect(rebuilt).toEqual(stored)
}, 60_000)
