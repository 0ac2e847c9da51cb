import { expect, it, onTestFinished } from 'vitest'
import type { DeskChange } from '#schemas'
import type { Touched } from '#schemas/contract'
import { openCore, removeFolder, testCore } from '../support/test-core.ts'

const view = { id: 'a1', page: 'jobs', name: 'Failed 24 h', filter: 'state:failed', columns: null, sort: null }

it('gives every entry a value before anybody has changed one', async () => {
  const { core } = await testCore({ slots: 0 })
  expect(core.desk.get()).toMatchObject({
    views: { revision: 0, value: [] },
    display: { revision: 0, value: { theme: 'system', times: 'relative', density: 'normal' } },
    keys: { revision: 0, value: { single: true, changed: {} } },
  })
})

it('keeps what was put, also over a restart', async () => {
  const { core, home, workspace } = await openCore({ slots: 0 })
  onTestFinished(() => {
    removeFolder(home)
    removeFolder(workspace)
  })
  expect(await core.desk.put({ key: 'views', revision: 0, value: [view] })).toEqual({ revision: 1 })
  await core.close('test')
  const { core: again } = await openCore({ home, workspace, slots: 0 })
  expect(again.desk.get().views).toEqual({ revision: 1, value: [view] })
  await again.close('test')
})

it('takes one of two changes that began from the same state, and refuses the other', async () => {
  const { core } = await testCore({ slots: 0 })
  const put = (name: string) => core.desk.put({ key: 'views', revision: 0, value: [{ ...view, name }] })
  const outcomes = await Promise.allSettled([put('first'), put('second')])
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'desk_changed', data: { key: 'views', expected: 1, given: 0 } },
  })
  expect(core.desk.get().views.value).toMatchObject([{ name: 'first' }])
})

it('refuses an entry that is too large', async () => {
  const { core } = await testCore({ slots: 0 })
  const changed = Object.fromEntries(
    Array.from({ length: 4000 }, (_, at) => [`command.${at}`, 'Mod+Shift+Alt+ArrowDown']),
  )
  const change: DeskChange = { key: 'keys', revision: 0, value: { single: true, changed } }
  await expect(core.desk.put(change)).rejects.toMatchObject({ code: 'input_too_large' })
  expect(core.desk.get().keys.revision).toBe(0)
})

it('tells every window of a change', async () => {
  const { core } = await testCore({ slots: 0 })
  const stop = new AbortController()
  const batches = core.events.follow(undefined, stop.signal)
  await batches.next()
  await core.desk.put({ key: 'ranges', revision: 0, value: { jobs: '24h' } })
  const next = await batches.next()
  stop.abort()
  const touched: Touched | void = next.value
  expect(touched?.topics).toEqual(['desk'])
})
