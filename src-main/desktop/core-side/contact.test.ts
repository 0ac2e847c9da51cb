import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createContact } from './contact.ts'
import { aLiveCore, OURS } from './factory.ts'
import { NoContact } from './line-client.ts'

const aContact = (core: ReturnType<typeof aLiveCore>, mode: 'own' | 'attached') =>
  createContact({ calls: core.calls, openLine: core.open, mode: () => mode, version: OURS })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('knows the core from the first moment on', async () => {
  const core = aLiveCore()
  const { watch, close } = await aContact(core, 'attached')
  expect(watch.state()).toMatchObject({
    contact: 'live',
    canRunHere: false,
    running: 0,
    queued: 2,
    pendingApprovals: 1,
  })
  close()
})

it('says that contact is lost, looks for the core again, and is live once that answers', async () => {
  const core = aLiveCore()
  const { watch, close } = await aContact(core, 'attached')
  await vi.advanceTimersByTimeAsync(10)
  core.goes()
  expect(watch.state()).toMatchObject({ contact: 'lost', queued: 2 })
  await expect(core.calls.client.system.status()).rejects.toBeInstanceOf(NoContact)
  await vi.advanceTimersByTimeAsync(3000)
  expect(core.opened()).toBeGreaterThan(3)
  core.comes(1)
  await vi.advanceTimersByTimeAsync(2100)
  expect(watch.state()).toMatchObject({ contact: 'live', running: 1, canRunHere: false })
  close()
})

it('offers to run the core here only once a restart would be over, and never for a core of its own', async () => {
  for (const mode of ['attached', 'own'] as const) {
    const core = aLiveCore()
    const { watch, close } = await aContact(core, mode)
    await vi.advanceTimersByTimeAsync(10)
    core.goes()
    await vi.advanceTimersByTimeAsync(4900)
    expect(watch.state().canRunHere).toBe(false)
    await vi.advanceTimersByTimeAsync(200)
    expect(watch.state().canRunHere).toBe(mode === 'attached')
    close()
  }
})

it('looks for nothing any more once it is closed', async () => {
  const core = aLiveCore()
  const { close } = await aContact(core, 'attached')
  close()
  core.goes()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(core.opened()).toBe(1)
})

it('has no contact with a core of another version, at the start or later, and says which it is', async () => {
  const core = aLiveCore('0.9.0')
  const { watch, close } = await aContact(core, 'attached')
  const other = { contact: 'lost', otherVersion: '0.9.0', canRunHere: false, queued: 0 }
  expect(watch.state()).toMatchObject(other)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(watch.state()).toMatchObject(other)
  core.goes()
  core.comes(1)
  await vi.advanceTimersByTimeAsync(2100)
  expect(watch.state()).toMatchObject({ contact: 'live', otherVersion: null, running: 1 })
  core.goes()
  core.comes(1, '2.0.0')
  await vi.advanceTimersByTimeAsync(10)
  expect(watch.state()).toMatchObject({ contact: 'lost', otherVersion: null })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(watch.state()).toMatchObject({ contact: 'lost', otherVersion: '2.0.0', canRunHere: false, running: 1 })
  close()
})

it('asks the core anew where an answer must be of now', async () => {
  const core = aLiveCore()
  const { watch, close } = await aContact(core, 'own')
  await vi.advanceTimersByTimeAsync(10)
  const told = vi.fn<() => void>()
  watch.onChange(told)
  core.runs(1)
  expect(watch.state().running).toBe(0)
  expect((await watch.refresh()).running).toBe(1)
  expect(told).toHaveBeenCalledOnce()
  core.goes()
  await expect(watch.refresh()).rejects.toBeInstanceOf(NoContact)
  close()
})
