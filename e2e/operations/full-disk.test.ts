import { describe, expect, it, onTestFinished } from 'vitest'
import type { Core } from '#core'
import { compareTables } from '../evidence/rebuild/stored-tables.ts'
import { aSmallDisk, canMount, type SmallDisk } from '../support/small-disk.ts'
import { aFolder, openCore } from '../support/test-core.ts'
import { until } from '../support/wait.ts'
import { addWaiting, begin, ended, perform, undo } from './ask.ts'

const JOBS = 3000

/** A core on a small disk with many waiting jobs, whose log is empty, so that nothing fits once the disk is full. */
async function onASmallDisk(before: (core: Core) => Promise<void> = () => Promise.resolve()) {
  const disk = aSmallDisk(32)
  const workspace = aFolder('workspace')
  const first = await openCore({ home: disk.home, workspace, slots: 0 })
  await addWaiting(first.core, JOBS)
  await before(first.core)
  await first.core.close('test')
  const { core } = await openCore({ home: disk.home, workspace, slots: 0 })
  onTestFinished(() => core.close('test'))
  return { core, disk }
}

async function whenFree(core: Core, disk: SmallDisk, id: string) {
  disk.free()
  core.operations.get(id)
  return until('it is written down', async () => {
    const { items } = await core.events.page({ filter: { kind: ['operation.stopped', 'operation.undone'] }, limit: 5 })
    return items.find(({ payload }) => payload['operation'] === id)
  })
}

describe.runIf(canMount)('on a disk that becomes full', () => {
  it('an operation is over, says how far it came, and can be undone when there is room', async () => {
    const { core, disk } = await onASmallDisk()
    const { id } = await begin(core, { act: 'cancel', filter: {} })
    disk.fill()
    const broken = await ended(core, id)
    expect(broken).toMatchObject({
      state: 'stopped',
      stopped_by: 'core',
      left: [{ why: 'not_reached', count: JOBS - broken.changed, examples: [] }],
    })
    expect((await core.jobs.counts(undefined)).counts.cancelled).toBe(broken.changed)
    await expect(core.operations.stop(id)).rejects.toMatchObject({ code: 'operation_over', data: { state: 'stopped' } })
    await expect(core.operations.undo(id, 'operator')).rejects.toMatchObject({ code: 'storage_failed' })
    await expect(begin(core, { act: 'cancel', filter: {} })).rejects.toMatchObject({ code: 'storage_failed' })

    expect(await whenFree(core, disk, id)).toMatchObject({
      kind: 'operation.stopped',
      actor: 'core',
      payload: { by: 'core', changed: broken.changed, left: broken.left },
    })
    expect(core.operations.get(id)).toEqual(broken)
    const again = await perform(core, { act: 'cancel', filter: { state: ['scheduled'] } })
    expect(again).toMatchObject({ state: 'finished', changed: JOBS - broken.changed })
    expect(await undo(core, again.id)).toMatchObject({ undone: { restored: again.changed, kept: [] } })
    const { stored, rebuilt } = compareTables(disk.home)
    expect(rebuilt).toEqual(stored)
  }, 60_000)

  it('an undo is over and says what it took back', async () => {
    let id = ''
    const { core, disk } = await onASmallDisk(async (first) => {
      id = (await perform(first, { act: 'cancel', filter: {} })).id
    })
    await core.operations.undo(id, 'operator')
    await until('some are back', () => (core.operations.get(id).undone?.restored ?? 0) > 0)
    disk.fill()
    const broken = await ended(core, id)
    const restored = broken.undone?.restored ?? 0
    expect(broken).toMatchObject({
      state: 'undone',
      undone: { kept: [{ why: 'interrupted', count: JOBS - restored, examples: [] }] },
    })
    expect((await core.jobs.counts(undefined)).counts.scheduled).toBe(restored)
    expect(await whenFree(core, disk, id)).toMatchObject({ kind: 'operation.undone', payload: { restored } })
    expect(core.operations.get(id)).toEqual(broken)
    const { stored, rebuilt } = compareTables(disk.home)
    expect(rebuilt).toEqual(stored)
  }, 60_000)
})
