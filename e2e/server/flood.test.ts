import { once } from 'node:events'
import { type OutgoingHttpHeaders, request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { socketOf } from '#server/client'
import { runningServer } from './running-server.ts'

type Served = Awaited<ReturnType<typeof runningServer>>

/** As many as are worked on at a time. */
const PREVIEWS = 8

async function dialled(served: Served): Promise<WebSocket> {
  const { cookie, protocols } = await served.signIn()
  const headers = { origin: served.origin, cookie }
  const socket = new WebSocket(`ws://${served.host}/ws`, protocols, { headers })
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  return socket
}

const answerSchema = z.object({ i: z.string(), p: z.object({ s: z.number().optional(), b: z.unknown() }) })

/** Sends calls without waiting for any; `answers` are those that came, in their order. */
function calling(socket: WebSocket) {
  const answers: { id: string; status: number }[] = []
  socket.on('message', (data) => {
    const { i, p } = answerSchema.parse(JSON.parse(Buffer.isBuffer(data) ? data.toString() : ''))
    answers.push({ id: i, status: p.s ?? 200 })
  })
  const call = (id: string, path: string, input: unknown) =>
    socket.send(JSON.stringify({ i: id, p: { u: path, b: { json: input } } }))
  return { answers, call }
}

describe('beside a flood of large previews', () => {
  const ids = Array.from({ length: 5000 }, (_, at) => `job-${String(at).padStart(26, '0')}`)
  const flood = Array.from({ length: 30 }, (_, at) => `flood${at}`)

  it.each(['the same', 'another'])('the kill switch is engaged at once from %s connection', async (which) => {
    const served = await runningServer()
    const socket = await dialled(served)
    const flooding = calling(socket)
    const other = which === 'another' ? calling(await dialled(served)) : flooding
    const order: string[] = []
    for (const each of new Set([flooding, other])) {
      const push = each.answers.push.bind(each.answers)
      each.answers.push = (...came) => (order.push(...came.map(({ id }) => id)), push(...came))
    }
    for (const id of flood) flooding.call(id, '/operations/preview', { act: 'cancel', ids })
    other.call('engage', '/killSwitch/engage', { hard: false })
    await expect.poll(() => order.length, { timeout: 30_000 }).toBe(flood.length + 1)
    expect(order.indexOf('engage')).toBeLessThan(flood.length / 2)
    expect(served.core.killSwitch.get().mode).toBe('engaged')
    // Each was answered: with what it would do, or that so many are under way.
    const statuses = flooding.answers.map(({ status }) => status)
    expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([])
    expect(statuses).toContain(200)
  })
})

describe('a client that goes away', () => {
  const endless = { act: 'cancel', filter: {} }
  const readerEntry = join(import.meta.dirname, 'endless-reader.ts')

  /** Previews that do not end by themselves, asked for by a client that can leave. */
  const clients: Record<string, (served: Served) => Promise<{ ask: () => void; leave: () => void }>> = {
    'over HTTP': async (served) =>
      requests(
        { port: served.port, host: '127.0.0.1', path: '/rpc/operations/preview' },
        {
          ...served.fromConsole,
          ...(await served.signIn()).proof,
        },
      ),
    'over the local socket': async (served) =>
      requests({ socketPath: socketOf(served.home), path: '/rpc/operations/preview' }),
    'over a WebSocket': async (served) => {
      const socket = await dialled(served)
      const { call } = calling(socket)
      let asked = 0
      return { ask: () => call(`p${asked++}`, '/operations/preview', endless), leave: () => socket.terminate() }
    },
  }

  function requests(to: object, proof: OutgoingHttpHeaders = {}) {
    const body = JSON.stringify({ json: endless })
    const sent: ReturnType<typeof request>[] = []
    const headers = { 'content-type': 'application/json', 'content-length': body.length, ...proof }
    return {
      ask() {
        const each = request({ ...to, method: 'POST', headers, agent: false })
        each.on('error', () => undefined)
        each.end(body)
        sent.push(each)
      },
      leave: () => {
        for (const each of sent) each.destroy()
      },
    }
  }

  it.each(Object.keys(clients))('%s leaves no reading behind', async (way) => {
    const served = await runningServer({ readerEntry })
    const client = await clients[way]?.(served)
    const refusal = () => served.core.operations.preview({ act: 'retry', filter: {} }).then(() => 'none', String)
    const askedUntilRefused = async () => {
      const answer = await refusal()
      client?.ask()
      return answer
    }
    await expect.poll(askedUntilRefused).toContain(`works on ${PREVIEWS} previews at a time`)
    client?.leave()
    await expect.poll(refusal).toBe('none')
  })
})
