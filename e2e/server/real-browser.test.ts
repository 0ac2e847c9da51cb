import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http'
import { chromium, type Page } from 'playwright'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findBrowser } from '../gate/find-browser.mjs'
import { runningServer } from './running-server.ts'

type Served = Awaited<ReturnType<typeof runningServer>>

async function aBrowser() {
  const executablePath = findBrowser()
  if (executablePath === undefined) throw new Error('This test needs Chromium; set CHROMIUM_PATH.')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  onTestFinished(() => browser.close())
  return browser.newContext()
}

/** A page of another program on this machine: same site, same host, another port. It keeps every header it is sent. */
async function aNeighbour() {
  const heard: IncomingHttpHeaders[] = []
  const neighbour = createHttpServer((request, response) => {
    heard.push(request.headers)
    response.setHeader('content-type', 'text/html')
    response.end('<title>neighbour</title>')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void neighbour.close())
  await once(neighbour, 'listening')
  const address = neighbour.address()
  if (typeof address !== 'object' || address === null) throw new Error('The neighbour has no port.')
  return { address: `http://127.0.0.1:${address.port}/`, heard }
}

async function signedIn(served: Served): Promise<{ console: Page; neighbour: Page; heard: IncomingHttpHeaders[] }> {
  const context = await aBrowser()
  const page = await context.newPage()
  await page.goto(served.server.signInUrl())
  const status = await page.evaluate(async () => {
    const code = new URLSearchParams(location.hash.slice(1)).get('code')
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch('/auth/exchange', { method: 'POST', headers, body: JSON.stringify({ code }) })
    localStorage.setItem('key', JSON.parse(await answer.text()).key)
    return answer.status
  })
  expect(status).toBe(200)
  const other = await context.newPage()
  const { address, heard } = await aNeighbour()
  await other.goto(address)
  return { console: page, neighbour: other, heard }
}

const socketOutcome = (address: string) =>
  new Promise<string>((resolve) => {
    const socket = new WebSocket(address, ['interlock', `key.${localStorage.getItem('key')}`])
    socket.addEventListener('open', () => resolve('open'))
    socket.addEventListener('error', () => resolve('refused'))
  })

describe('in a real browser that is signed in', () => {
  it('the console reads, writes and opens its WebSocket', async () => {
    const served = await runningServer()
    const { console: page } = await signedIn(served)
    const body = '{"json":{"hard":false}}'
    const status = await page.evaluate(async (text) => {
      const headers = { 'content-type': 'application/json', 'x-interlock-key': localStorage.getItem('key') ?? '' }
      return (await fetch('/rpc/killSwitch/engage', { method: 'POST', headers, body: text })).status
    }, body)
    expect(status).toBe(200)
    expect(await served.written()).toEqual(['kill_switch.engaged by operator'])
    expect(await page.evaluate(socketOutcome, `ws://${served.host}/ws`)).toBe('open')
    expect(await page.evaluate(() => document.cookie)).toBe('')
  })

  it('a page on another port, to which the browser sends our cookie, gets nowhere', async () => {
    const served = await runningServer()
    const { neighbour } = await signedIn(served)
    const outcomes = await neighbour.evaluate(async (origin) => {
      const tries: [string, RequestInit][] = [
        ['/v0/jobs', {}],
        ['/auth/state', {}],
        ['/rpc/killSwitch/engage', { method: 'POST', body: '{"json":{"hard":true}}' }],
        ['/rpc/killSwitch/engage', { method: 'POST', mode: 'no-cors', body: '{"json":{"hard":true}}' }],
        ['/v0/kill-switch/engage', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }],
        ['/v0/workspaces/first', { method: 'DELETE' }],
      ]
      return Promise.all(
        tries.map(async ([path, init]) => {
          try {
            const answer = await fetch(origin + path, { ...init, credentials: 'include' })
            return `${answer.type} ${answer.status} ${await answer.text()}`
          } catch {
            return 'unreadable'
          }
        }),
      )
    }, served.origin)
    expect(outcomes).toEqual(outcomes.map(() => 'unreadable'))
    expect(await neighbour.evaluate(socketOutcome, `ws://${served.host}/ws`)).toBe('refused')
    expect(await served.written()).toEqual([])
    expect(served.log()).toContain('origin_refused')
  })

  it('a server on another port gets our cookie from the browser, and gets nowhere with it', async () => {
    const served = await runningServer()
    const { neighbour, heard } = await signedIn(served)
    const cookie = heard.flatMap((headers) => headers.cookie ?? []).find((each) => each.includes('interlock_'))
    expect(cookie).toMatch(/^interlock_\d+=[\w-]{43}$/)
    expect(await neighbour.evaluate(() => localStorage.length)).toBe(0)
    const headers = { cookie, origin: served.origin, 'sec-fetch-site': 'same-origin' }
    expect((await served.ask('/v0/jobs', { headers })).status).toBe(401)
    expect((await served.post('/rpc/killSwitch/engage', { json: { hard: true } }, headers)).status).toBe(401)
    const upgrade = { ...headers, connection: 'Upgrade', upgrade: 'websocket' }
    expect((await served.ask('/ws', { headers: upgrade })).status).toBe(401)
    expect(JSON.parse((await served.ask('/auth/state', { headers })).text)).toEqual({ signedIn: false })
    expect(await served.written()).toEqual([])
  })

  it('a page on another port cannot send a form, load a script or show the console in a frame', async () => {
    const served = await runningServer()
    const { neighbour } = await signedIn(served)
    const loaded = await neighbour.evaluate(
      (origin) =>
        new Promise<string>((resolve) => {
          const script = document.createElement('script')
          script.addEventListener('load', () => resolve('loaded'))
          script.addEventListener('error', () => resolve('refused'))
          script.src = `${origin}/assets/app-abc123.js`
          document.body.append(script)
        }),
      served.origin,
    )
    expect(loaded).toBe('refused')

    const framed = neighbour.waitForResponse((response) => response.url() === `${served.origin}/`)
    await neighbour.evaluate((origin) => {
      const frame = document.createElement('iframe')
      frame.src = `${origin}/`
      document.body.append(frame)
    }, served.origin)
    expect((await framed).status()).toBe(403)

    const posted = neighbour.waitForResponse((response) => response.url().endsWith('/v0/kill-switch/engage'))
    await neighbour.evaluate((origin) => {
      const form = document.createElement('form')
      Object.assign(form, { method: 'POST', enctype: 'text/plain', action: `${origin}/v0/kill-switch/engage` })
      document.body.append(form)
      form.submit()
    }, served.origin)
    expect((await posted).status()).toBe(403)
    expect(await served.written()).toEqual([])
  })
})
