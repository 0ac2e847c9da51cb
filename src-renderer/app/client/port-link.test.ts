import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createClient } from './client.ts'
import { NoAnswer } from './link.ts'
import { createPortLink } from './port-link.ts'

/** A port whose other side is the test. */
class FakePort extends EventTarget {
  readonly sent: unknown[] = []
  isClosed = false
  postMessage(message: unknown) {
    this.sent.push(message)
  }
  start() {}
  close() {
    this.isClosed = true
  }
  says(data: unknown) {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }
}

function aLink() {
  const ports: FakePort[] = []
  const told: string[] = []
  const link = createPortLink({
    name: 'core',
    onOpen: () => told.push('open'),
    onClose: () => told.push('close'),
    ask: () => {
      const port = new FakePort()
      ports.push(port)
      return Promise.resolve(port as unknown as MessagePort)
    },
  })
  link.start()
  return { client: createClient(link), link, ports, told, latest: () => ports.at(-1)! }
}

const failureOf = (call: Promise<unknown>) => call.then(() => undefined).catch((error: unknown) => error)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('calls only once main says that the port leads somewhere', async () => {
  const { client, latest, told } = aLink()
  const call = client.system.signInUrl()
  await vi.advanceTimersByTimeAsync(100)
  expect([latest().sent, told]).toEqual([[], []])
  latest().says(true)
  await vi.advanceTimersByTimeAsync(1)
  const { i } = JSON.parse(String(latest().sent[0])) as { i: string }
  latest().says(JSON.stringify({ i, p: { b: { json: { url: null } } } }))
  expect(await call).toEqual({ url: null })
  expect(told).toEqual(['open'])
})

it.each([
  ['main says that it is over', (port: FakePort) => port.says(null)],
  ['the port closes', (port: FakePort) => port.dispatchEvent(new Event('close'))],
])('asks for another port when %s, and sends nothing twice', async (_, end) => {
  const { client, ports, latest, told } = aLink()
  await vi.advanceTimersByTimeAsync(1)
  latest().says(true)
  const failure = failureOf(client.system.status())
  await vi.advanceTimersByTimeAsync(1)
  end(latest())
  expect(await failure).toBeInstanceOf(NoAnswer)
  await vi.advanceTimersByTimeAsync(250)
  expect(ports).toHaveLength(2)
  expect(ports[0]?.isClosed).toBe(true)
  latest().says(true)
  await vi.advanceTimersByTimeAsync(1)
  expect(latest().sent).toEqual([])
  expect(told).toEqual(['open', 'close', 'open'])
})

it('fails a call at its deadline where no port leads anywhere', async () => {
  const { client } = aLink()
  const failure = failureOf(client.system.status(undefined, { context: { deadlineMs: 500 } }))
  await vi.advanceTimersByTimeAsync(501)
  expect(await failure).toBeInstanceOf(NoAnswer)
})

it('asks for nothing any more once it is stopped', async () => {
  const { link, ports, latest } = aLink()
  await vi.advanceTimersByTimeAsync(1)
  latest().says(true)
  link.stop()
  await vi.advanceTimersByTimeAsync(5000)
  expect(ports).toHaveLength(1)
  expect(latest().isClosed).toBe(true)
})
