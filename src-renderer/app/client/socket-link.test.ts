import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClient } from './client.ts'
import { NoAnswer } from './link.ts'
import { createSocketLink } from './socket-link.ts'

/** A socket whose other side is the test. */
class FakeSocket extends EventTarget {
  readyState = 0
  readonly sent: unknown[] = []
  send(message: unknown) {
    this.sent.push(message)
  }
  open() {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }
  close() {
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }
}

function aLink() {
  const sockets: FakeSocket[] = []
  const link = createSocketLink({
    open() {
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket as unknown as WebSocket
    },
  })
  link.start()
  const latest = () => sockets.at(-1)!
  return { client: createClient(link), sockets, latest, link }
}

const failureOf = (call: Promise<unknown>) => call.then(() => undefined).catch((error: unknown) => error)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a call', () => {
  it('waits for a connection and is then sent once', async () => {
    const { client, latest } = aLink()
    void failureOf(client.system.status())
    await vi.advanceTimersByTimeAsync(500)
    expect(latest().sent).toHaveLength(0)
    latest().open()
    await vi.advanceTimersByTimeAsync(10)
    expect(latest().sent).toHaveLength(1)
  })

  it('fails at its deadline instead of hanging, with and without a connection', async () => {
    const { client, latest } = aLink()
    const unconnected = failureOf(client.system.status(undefined, { context: { deadlineMs: 1000 } }))
    await vi.advanceTimersByTimeAsync(1001)
    expect(await unconnected).toBeInstanceOf(NoAnswer)
    latest().open()
    const unanswered = failureOf(client.system.status(undefined, { context: { deadlineMs: 1000 } }))
    await vi.advanceTimersByTimeAsync(1001)
    expect(await unanswered).toBeInstanceOf(NoAnswer)
  })

  it('fails when the connection is lost under way, and is not sent again', async () => {
    const { client, latest, sockets } = aLink()
    latest().open()
    const lost = failureOf(client.killSwitch.engage({ hard: false }))
    await vi.advanceTimersByTimeAsync(10)
    latest().close()
    await vi.advanceTimersByTimeAsync(1000)
    expect(await lost).toBeInstanceOf(NoAnswer)
    expect(sockets).toHaveLength(2)
    latest().open()
    await vi.advanceTimersByTimeAsync(1000)
    expect(latest().sent).toHaveLength(0)
  })
})

it('connects again and again, at most two seconds apart', async () => {
  const { sockets, latest } = aLink()
  for (let attempt = 0; attempt < 8; attempt += 1) {
    latest().close()
    await vi.advanceTimersByTimeAsync(2000)
  }
  expect(sockets).toHaveLength(9)
})

it('stays closed when it is stopped', async () => {
  const { sockets, latest, link } = aLink()
  latest().open()
  link.stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(sockets).toHaveLength(1)
})
