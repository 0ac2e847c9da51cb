import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createContact } from './contact.ts'
import type { LineEvents } from './line.ts'
import { createLineClient, NoContact } from './line-client.ts'

const SWITCH = {
  mode: 'released',
  since: null,
  source: null,
  note: null,
  file_present: false,
  stopping: [],
  killed: [],
  waiting: 0,
  ended_ms: null,
  processes_ended: null,
}

/** A core at the other end of a line, which answers as long as it is there. */
function aCore() {
  let isThere = true
  let running = 0
  const lines: LineEvents[] = []
  const calls = createLineClient()
  const open = (events: LineEvents) => {
    lines.push(events)
    if (!isThere) queueMicrotask(events.closed)
    return { send: (text: string) => answer(events, text), close: () => undefined }
  }

  function answer(events: LineEvents, text: string): void {
    const { i, p } = JSON.parse(text) as { i: string; p?: { u: string } }
    if (!isThere || !p?.u.endsWith('/system/status')) return
    const status = { kill_switch: SWITCH, counts: { running, queued: 2 }, approvals: 1 }
    queueMicrotask(() => events.message(JSON.stringify({ i, p: { b: { json: status } } })))
  }

  return {
    calls,
    open,
    opened: () => lines.length,
    goes() {
      isThere = false
      lines.at(-1)?.closed()
    },
    comes(nowRunning: number) {
      isThere = true
      running = nowRunning
    },
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('knows the core from the first moment on', async () => {
  const core = aCore()
  const { watch, close } = await createContact({ calls: core.calls, openLine: core.open, mode: () => 'attached' })
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
  const core = aCore()
  const { watch, close } = await createContact({ calls: core.calls, openLine: core.open, mode: () => 'attached' })
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
    const core = aCore()
    const { watch, close } = await createContact({ calls: core.calls, openLine: core.open, mode: () => mode })
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
  const core = aCore()
  const { close } = await createContact({ calls: core.calls, openLine: core.open, mode: () => 'attached' })
  close()
  core.goes()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(core.opened()).toBe(1)
})
