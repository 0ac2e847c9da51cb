import { once } from 'node:events'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { Contract } from '#schemas/contract'
import { aJobSpec, eventsThat, heldClock, runningServer, standsStill, touched } from './running-server.ts'

type Served = Awaited<ReturnType<typeof runningServer>>

function dial(
  served: Served,
  headers: Record<string, string>,
  { path = '/ws', protocols = [] }: { path?: string; protocols?: string[] } = {},
): WebSocket {
  const socket = new WebSocket(`ws://${served.host}${path}`, protocols, { headers })
  onTestFinished(() => socket.terminate())
  return socket
}

async function dialled(served: Served): Promise<WebSocket> {
  const { cookie, protocols } = await served.signIn()
  const socket = dial(served, { origin: served.origin, cookie }, { protocols })
  await once(socket, 'open')
  expect(socket.protocol).toBe('interlock')
  return socket
}

function clientOver(socket: WebSocket): ContractRouterClient<Contract> {
  return createORPCClient(new RPCLink({ websocket: socket as never }))
}

/** The status an upgrade was refused with. */
function refusalOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (_, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.once('open', () => reject(new Error('The upgrade was accepted.')))
    socket.on('error', () => {})
  })
}

const nextMessage = async (socket: WebSocket): Promise<unknown> =>
  JSON.parse(String((await once(socket, 'message'))[0]))

describe('the WebSocket', () => {
  it('carries calls, typed errors and live batches of a signed-in console', async () => {
    const served = await runningServer()
    const client = clientOver(await dialled(served))
    expect(await client.system.status()).toMatchObject({ first_start: true })
    expect(await client.jobs.enqueue(aJobSpec('a'))).toMatchObject({ created: true, job: { id: 'a' } })
    expect(await served.written()).toEqual(['job.enqueued by operator'])
    await expect(client.jobs.enqueue({ ...aJobSpec('a'), priority: 5 })).rejects.toMatchObject({
      code: 'job_conflict',
      defined: true,
    })
    const batches = await client.events.follow({})
    expect((await batches.next()).value).toMatchObject({ head: served.core.status().ledger.seq })
    await batches.return?.()
  })

  it.each([
    ['no Origin', (_: Served) => ({})],
    ['a foreign Origin', (_: Served) => ({ origin: 'https://evil.com' })],
    ['the null Origin', (_: Served) => ({ origin: 'null' })],
    ['another port of this machine', (_: Served) => ({ origin: 'http://127.0.0.1:3000' })],
    ['Sec-Fetch-Site: same-site', ({ origin }: Served) => ({ origin, 'sec-fetch-site': 'same-site' })],
  ])('is refused with 403 for %s', async (_, headers) => {
    const served = await runningServer()
    const { cookie, protocols } = await served.signIn()
    expect(await refusalOf(dial(served, { cookie, ...headers(served) }, { protocols }))).toBe(403)
  })

  it('is refused with 401 without a session, 421 for another Host, 404 at another path', async () => {
    const served = await runningServer()
    const { origin } = served
    const { cookie, protocols } = await served.signIn()
    expect(await refusalOf(dial(served, { origin }, { protocols }))).toBe(401)
    expect(await refusalOf(dial(served, { origin, cookie, host: 'evil.com' }, { protocols }))).toBe(421)
    for (const path of ['/ws/other', `/ws?token=${served.token()}`])
      expect(await refusalOf(dial(served, { origin, cookie }, { path, protocols }))).toBe(404)
  })

  it('is refused with 401 to a cookie without its key, however it is offered, and never sends a key back', async () => {
    const served = await runningServer()
    const { origin } = served
    const { cookie, key } = await served.signIn()
    const other = (await served.signIn()).key
    for (const protocols of [[], ['interlock'], ['interlock', 'key.'], ['interlock', `key.${other}`], [key]])
      expect(await refusalOf(dial(served, { origin, cookie }, { protocols }))).toBe(401)
    expect(await refusalOf(dial(served, { origin, cookie, 'x-interlock-key': key }))).toBe(401)
    const answer = await served.askRaw(
      `GET /ws HTTP/1.1\r\nHost: ${served.host}\r\nOrigin: ${origin}\r\nCookie: ${cookie}\r\nConnection: Upgrade\r\n` +
        'Upgrade: websocket\r\nSec-WebSocket-Version: 12\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
        `Sec-WebSocket-Protocol: key.${key}, interlock\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).not.toContain(key)
  })

  it('drops or answers whatever is malformed, and goes on (case 63)', async () => {
    const served = await runningServer()
    const socket = await dialled(served)
    const hostile = [
      '',
      'null',
      '[]',
      '{',
      '{"i":1}',
      '{"i":"hostile","t":3,"p":{"e":"message","d":1}}',
      '{"i":"hostile","p":{"u":"http://evil.com/jobs/list?data=1"}}',
      '{"i":"hostile","p":{"u":"/jobs/list","m":"GET"}}',
      '{"i":"hostile","p":{"u":"/jobs/list","h":{"content-type":"multipart/form-data; boundary=x"}}}',
      '{"i":"hostile","p":{"u":"/jobs/list","b":{"json":{},"meta":[[1,"__proto__","x"]]}}}',
      '{"i":"hostile","p":{"u":"/constructor/prototype"}}',
      `{"i":"hostile","p":{"u":"/jobs/list","b":${'['.repeat(100_000)}}}`,
    ]
    for (const message of hostile) socket.send(message)
    expect(await clientOver(socket).jobs.list({})).toMatchObject({ items: [] })
    expect(await served.written()).toEqual([])
  })

  it('answers a refused call with a typed error, so that nobody waits for it', async () => {
    const served = await runningServer()
    const socket = await dialled(served)
    socket.send(`{"i":"7","p":{"u":"/jobs/enqueue","b":{"json":${'['.repeat(70)}${']'.repeat(70)}}}}`)
    expect(await nextMessage(socket)).toMatchObject({
      i: '7',
      p: { s: 422, b: { json: { code: 'input_too_deep', data: { remedy: expect.any(String) } } } },
    })
    socket.send(`{"i":"8","p":{"u":"/jobs/enqueue","b":{"json":[${'0,'.repeat(200_000)}0]}}}`)
    expect(await nextMessage(socket)).toMatchObject({
      i: '8',
      p: { s: 422, b: { json: { code: 'input_too_many_members' } } },
    })
  })

  it('is closed for a message over 4 MiB and for bytes that are no text', async () => {
    const served = await runningServer()
    const large = await dialled(served)
    large.send('x'.repeat(4 * 1024 * 1024 + 1))
    expect((await once(large, 'close'))[0]).toBe(1009)
    const binary = await dialled(served)
    binary.send(Buffer.from([1, 2, 3]))
    expect((await once(binary, 'close'))[0]).toBe(1003)
  })

  it('answers calls beyond the rate with rate_limited', async () => {
    const served = await runningServer({ clock: heldClock() })
    const socket = await dialled(served)
    const client = clientOver(socket)
    const calls: Promise<unknown>[] = []
    for (let at = 0; at < 450; at += 50) {
      const some = Array.from({ length: 50 }, () => client.killSwitch.get())
      calls.push(...some)
      await Promise.allSettled(some)
    }
    const outcomes = await Promise.allSettled(calls)
    const refused = outcomes.filter((each) => each.status === 'rejected').map(({ reason }): unknown => reason)
    // Signing in and opening the socket count too: the upgrade is one request of the session.
    expect(refused).toHaveLength(51)
    expect(refused[0]).toMatchObject({ code: 'rate_limited', data: { data: { retry_after_s: 1 } } })
  })

  it('does not let one client have more than 64 calls open', async () => {
    const served = await runningServer()
    const client = clientOver(await dialled(served))
    const streams = await Promise.allSettled(Array.from({ length: 70 }, () => client.events.follow({})))
    expect(streams.filter(({ status }) => status === 'fulfilled')).toHaveLength(64)
    const [stream] = streams
    if (stream?.status === 'fulfilled') await stream.value.return?.()
    await expect.poll(() => client.killSwitch.get().catch(() => undefined)).toMatchObject({ mode: 'released' })
  })

  it('makes no further batch while a client reads nothing', async () => {
    let made = 0
    const big = 'x'.repeat(60)
    const served = await runningServer({
      overrides: eventsThat(async function* (_, signal) {
        const jobs = Array.from({ length: 500 }, () => big)
        while (!signal.aborted) {
          made += 1
          yield { ...touched(made), jobs }
          await new Promise(setImmediate)
        }
      }),
    })
    const socket = await dialled(served)
    socket.send('{"i":"hostile","p":{"u":"/events/follow","b":{"json":{}}}}')
    socket.pause()
    // What fits into the system's own buffers may go; after that nothing more is made.
    const settled = await standsStill(() => made)
    expect(settled).toBeLessThan(1000)
    socket.resume()
    await expect.poll(() => made).toBeGreaterThan(settled)
  })

  it('ends what a client had open when it goes', async () => {
    let ended = 0
    const served = await runningServer({
      overrides: eventsThat(async function* (_, signal) {
        try {
          yield touched(0)
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        } finally {
          ended += 1
        }
      }),
    })
    const socket = await dialled(served)
    const batches = await clientOver(socket).events.follow({})
    await batches.next()
    socket.terminate()
    await expect.poll(() => ended).toBe(1)
  })

  it('lets go of a peer that no longer answers pings', async () => {
    const clock = heldClock()
    const served = await runningServer({ clock })
    const socket = await dialled(served)
    socket.pause()
    clock.pass(15_000)
    clock.pass(15_000)
    socket.resume()
    expect((await once(socket, 'close'))[0]).toBe(1006)
  })

  it('keeps a peer that answers, and lets it go with 4401 when its session has ended', async () => {
    const clock = heldClock()
    const served = await runningServer({ clock })
    const socket = await dialled(served)
    for (let at = 0; at < 3; at += 1) {
      const pinged = once(socket, 'ping')
      clock.pass(15_000)
      await pinged
      await clientOver(socket).killSwitch.get()
    }
    const closed = once(socket, 'close')
    clock.pass(12 * 60 * 60 * 1000)
    expect((await closed)[0]).toBe(4401)
  })
})
