import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
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

/** A page of another program on this machine: same site, same host, another port. */
async function aNeighbour(): Promise<string> {
  const neighbour = createHttpServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<title>neighbour</title>')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void neighbour.close())
  await once(neighbour, 'listening')
  const address = neighbour.address()
  if (typeof address !== 'object' || address === null) throw new Error('The neighbour has no port.')
  return `http://127.0.0.1:${address.port}/`
}

async function signedIn(served: Served): Promise<{ console: Page; neighbour: Page }> {
  const context = await aBrowser()
  const page = await context.newPage()
  await page.goto(served.server.signInUrl())
  const status = await page.evaluate(async () => {
    const code = new URLSearchParams(location.hash.slice(1)).get('code')
    const headers = { 'content-type': 'application/json' }
    return (await fetch('/auth/exchange', { method: 'POST', headers, body: JSON.stringify({ code }) })).status
  })
  expect(status).toBe(200)
  const other = await context.newPage()
  await other.goto(await aNeighbour())
  return { console: page, neighbour: other }
}

const socketOutcome = (address: string) =>
  new Promise<string>((resolve) => {
    const socket = new WebSocket(address)
    socket.addEventListener('open', () => resolve('open'))
    socket.addEventListener('error', () => resolve('refused'))
  })

describe('in a real browser that is signed in', () => {
  it('the console reads, writes and opens its WebSocket', async () => {
    const served = await runningServer()
    const { console: page } = await signedIn(served)
    const body = '{"json":{"hard":false}}'
    const status = await page.evaluate(async (text) => {
      const headers = { 'content-type': 'application/json' }
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
