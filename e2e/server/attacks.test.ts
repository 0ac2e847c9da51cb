import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aJobSpec, heldClock, runningServer } from './running-server.ts'

describe('a request for another host (case 65)', () => {
  it.each([
    ['evil.com', 'evil.com'],
    ['a name that begins like ours', '127.0.0.1.evil.com'],
    ['our address without its port', '127.0.0.1'],
    ['another port', '127.0.0.1:1'],
    ['the IPv6 loopback', '[::1]'],
    ['our name in capitals', 'LOCALHOST'],
    ['a user before our name', 'x@127.0.0.1'],
  ])('is refused with 421: %s', async (_, name) => {
    const served = await runningServer()
    const { proof } = await served.signIn()
    const named = name.includes(':') || !name.startsWith('[') ? name : `${name}:${served.port}`
    const answer = await served.post('/v0/jobs', aJobSpec(), { host: named, origin: `http://${named}`, ...proof })
    expect(answer.status).toBe(421)
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'host_refused', remedy: expect.any(String) })
    expect(await served.written()).toEqual([])
  })

  it('is refused with 421 for the console itself, so that no page of another name ever loads it', async () => {
    const served = await runningServer()
    expect((await served.ask('/', { headers: { host: 'evil.com' } })).status).toBe(421)
  })

  it.each([
    ['no Host', (_: string) => 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['no Host in HTTP/1.0', (_: string) => 'GET / HTTP/1.0\r\n\r\n'],
    ['two Hosts', (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: evil.com\r\nConnection: close\r\n\r\n`],
    ['a full address', (host: string) => `GET http://evil.com/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`],
  ])('is refused with 421: %s', async (_, bytes) => {
    const served = await runningServer()
    expect(await served.askRaw(bytes(served.host))).toMatch(/^HTTP\/1\.1 421 /)
  })

  it('is served under 127.0.0.1 and localhost', async () => {
    const served = await runningServer()
    expect((await served.ask('/')).status).toBe(200)
    expect((await served.ask('/', { headers: { host: `localhost:${served.port}` } })).status).toBe(200)
  })

  it('does not even arrive over another interface', async () => {
    const served = await runningServer()
    const others = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter(({ address }) => address !== '127.0.0.1')
      .map(({ address }) => address.split('%')[0] ?? '')
    const reached = await Promise.all(['::1', ...others].map((address) => canConnect(address, served.port)))
    expect(reached).not.toContain(true)
  })
})

describe('a request from another site (case 66)', () => {
  const forged = (origin: string) =>
    [
      ['a foreign Origin', { origin: 'https://evil.com' }],
      ['a foreign Origin that begins like ours', { origin: `${origin}.evil.com` }],
      ['the null Origin', { origin: 'null' }],
      ['no Origin at all', {}],
      ['our Origin over https', { origin: origin.replace('http:', 'https:') }],
      ['another port of this machine', { origin: 'http://127.0.0.1:3000' }],
      ['our address under its other name', { origin: origin.replace('127.0.0.1', 'localhost') }],
      ['Sec-Fetch-Site: cross-site', { origin, 'sec-fetch-site': 'cross-site' }],
      ['Sec-Fetch-Site: same-site', { origin, 'sec-fetch-site': 'same-site' }],
      ['Sec-Fetch-Site: none', { origin, 'sec-fetch-site': 'none' }],
    ] as const

  it.each(forged('').map(([name], at) => [name, at] as const))('is refused with 403: %s', async (_, at) => {
    const served = await runningServer()
    const { proof } = await served.signIn()
    const headers = { ...forged(served.origin)[at]?.[1], ...proof }
    for (const path of ['/v0/jobs', '/rpc/jobs/enqueue']) {
      const answer = await served.post(path, path === '/v0/jobs' ? aJobSpec() : { json: aJobSpec() }, headers)
      expect(answer.status).toBe(403)
      expect(answer.text).toContain('origin_refused')
    }
    const deleted = await served.ask('/v0/workspaces/demo', { method: 'DELETE', headers })
    expect(deleted.status).toBe(403)
    expect(await served.written()).toEqual([])
  })

  it('reaches its goal without the forgery, which proves that the guard was what refused it', async () => {
    const served = await runningServer()
    const { proof } = await served.signIn()
    const headers = { origin: served.origin, 'sec-fetch-site': 'same-origin', ...proof }
    expect((await served.post('/v0/jobs', aJobSpec('a'), headers)).status).toBe(200)
    expect((await served.post('/rpc/jobs/enqueue', { json: aJobSpec('b') }, headers)).status).toBe(200)
    expect(await served.written()).toEqual(['job.enqueued by operator', 'job.enqueued by operator'])
  })

  it('cannot read either: a script tag or image of another site is refused', async () => {
    const served = await runningServer()
    const { proof } = await served.signIn()
    const answer = await served.ask('/v0/jobs', { headers: { ...proof, 'sec-fetch-site': 'same-site' } })
    expect(answer.status).toBe(403)
    const file = await served.ask('/assets/app-abc123.js', { headers: { 'sec-fetch-site': 'cross-site' } })
    expect(file.status).toBe(403)
  })

  it('may open the console as a page, by a link, but not put it into a frame', async () => {
    const served = await runningServer()
    const opened = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect((await served.ask('/', { headers: { ...opened, 'sec-fetch-dest': 'document' } })).status).toBe(200)
    expect((await served.ask('/', { headers: { ...opened, 'sec-fetch-dest': 'iframe' } })).status).toBe(403)
  })

  it('cannot send a form: text/plain is refused even where the Origin is right', async () => {
    const served = await runningServer()
    const headers = { origin: served.origin, ...(await served.signIn()).proof }
    const body = JSON.stringify(aJobSpec())
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
      const answer = await served.ask('/v0/jobs', {
        method: 'POST',
        headers: { ...headers, ...(type && { 'content-type': type }) },
        body,
      })
      expect(answer.status).toBe(400)
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'input_not_json' })
    }
    expect(await served.written()).toEqual([])
  })

  it('gets no CORS header, whatever it asks', async () => {
    const served = await runningServer()
    const answer = await served.ask('/v0/jobs', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.com', 'access-control-request-method': 'POST' },
    })
    expect(answer.status).toBe(403)
    for (const each of [answer, await served.ask('/'), await served.ask('/v0/jobs')])
      expect(Object.keys(each.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('a request by somebody else on this machine (case 68)', () => {
  it('is refused without a cookie or token, with a wrong one, and with the token in the address', async () => {
    const served = await runningServer()
    const { cookie, key, proof } = await served.signIn()
    const tries = [
      {},
      { cookie },
      { cookie, 'x-interlock-key': '' },
      { cookie, 'x-interlock-key': 'A'.repeat(43) },
      { cookie, 'x-interlock-key': [key, key] },
      { cookie, 'x-interlock-key': (await served.signIn()).key },
      { 'x-interlock-key': key },
      { cookie: `interlock_${served.port}=AAAA` },
      { ...proof, cookie: `interlock_1=${cookie.split('=')[1]}` },
      { authorization: 'Bearer ' },
      { authorization: `Bearer ${'A'.repeat(43)}` },
      { authorization: `Basic ${served.token()}` },
    ]
    for (const headers of tries) {
      const answer = await served.post('/v0/jobs', aJobSpec(), { origin: served.origin, ...headers })
      expect(answer.status).toBe(401)
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'not_signed_in' })
    }
    expect((await served.ask(`/v0/jobs?token=${served.token()}`)).status).toBe(401)
    expect((await served.ask('/v0/openapi.json')).status).toBe(401)
    expect(await served.written()).toEqual([])
  })

  it('finds the socket and the token closed to it', async () => {
    const served = await runningServer()
    expect(statSync(join(served.home, 'run')).mode & 0o777).toBe(0o700)
    expect(statSync(join(served.home, 'run', 'token')).mode & 0o777).toBe(0o600)
    expect(statSync(join(served.home, 'run', 'core.sock')).mode & 0o777).toBe(0o600)
  })

  it('cannot smuggle a second request inside the first', async () => {
    const served = await runningServer()
    const inner = `POST /v0/jobs HTTP/1.1\r\nHost: ${served.host}\r\nAuthorization: Bearer ${served.token()}\r\n\r\n`
    const head = `POST /auth/exchange HTTP/1.1\r\nHost: ${served.host}\r\nOrigin: ${served.origin}\r\nContent-Type: application/json\r\n`
    const both = await served.askRaw(`${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`)
    expect(both).toMatch(/^HTTP\/1\.1 400 /)
    const twice = await served.askRaw(`${head}Content-Length: 4\r\nContent-Length: 5\r\n\r\n{}{}${inner}`)
    expect(twice).toMatch(/^HTTP\/1\.1 400 /)
    expect(await served.written()).toEqual([])
  })

  it('cannot hold connections open by sending headers or a body byte by byte', async () => {
    const served = await runningServer({
      limits: { headersTimeout: 300, requestTimeout: 600, connectionsCheckingInterval: 100 },
    })
    expect(await served.askRaw(`GET / HTTP/1.1\r\nHost: ${served.host}\r\nX-Slow: `)).toMatch(/^HTTP\/1\.1 408 /)
    const slowBody = await served.askRaw(
      `POST /v0/jobs HTTP/1.1\r\nHost: ${served.host}\r\nAuthorization: Bearer ${served.token()}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
    )
    expect(slowBody).toMatch(/^(HTTP\/1\.1 408 |$)/)
    expect((await served.ask('/')).status).toBe(200)
    expect(await served.written()).toEqual([])
  })
})

describe('too much at once', () => {
  it('refuses more than 4 MiB before it reads them', async () => {
    const served = await runningServer()
    const head = `POST /v0/jobs HTTP/1.1\r\nHost: ${served.host}\r\nAuthorization: Bearer ${served.token()}\r\nContent-Type: application/json\r\n`
    const announced = await served.askRaw(`${head}Connection: close\r\nContent-Length: 52428800\r\n\r\n{`)
    expect(announced).toMatch(/^HTTP\/1\.1 413 /)
    expect(announced).toContain('input_too_large')
    const asked = await served.askRaw(
      `${head}Connection: close\r\nExpect: 100-continue\r\nContent-Length: 52428800\r\n\r\n`,
    )
    expect(asked).toMatch(/^HTTP\/1\.1 413 /)
    expect(await served.written()).toEqual([])
  })

  it('refuses more than 4 MiB that nobody announced, as a typed error its sender can still read', async () => {
    const served = await runningServer()
    const answer = await served.ask('/rpc/jobs/enqueue', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${served.token()}`,
        'content-type': 'application/json',
        'transfer-encoding': 'chunked',
      },
      body: `{"json":"${'x'.repeat(5 * 1024 * 1024)}"}`,
    })
    expect(answer.status).toBe(413)
    expect(JSON.parse(answer.text)).toMatchObject({
      json: { code: 'input_too_large', data: { data: { limit: 4 * 1024 * 1024 } } },
    })
    expect(await served.written()).toEqual([])
  })

  it('answers an endless body as soon as it is too large, and cuts it off', { timeout: 15_000 }, async () => {
    const served = await runningServer()
    const head =
      `POST /v0/jobs HTTP/1.1\r\nHost: ${served.host}\r\nAuthorization: Bearer ${served.token()}\r\n` +
      'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'
    const answer = await pourInto(served.port, head, `10000\r\n${'x'.repeat(0x10000)}\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(await served.written()).toEqual([])
  })

  it('keeps no refused upgrade open for a client that goes on talking', { timeout: 15_000 }, async () => {
    const served = await runningServer()
    const head = `GET /ws HTTP/1.1\r\nHost: ${served.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
    expect(await pourInto(served.port, head, 'x')).toMatch(/^HTTP\/1\.1 401 /)
  })

  it.each([
    ['a million levels', '['.repeat(1_000_000)],
    ['65 levels', `{"meta":${'{"a":'.repeat(64)}1${'}'.repeat(65)}`],
  ])('refuses deep JSON before it is parsed: %s', async (_, body) => {
    const served = await runningServer()
    const headers = { authorization: `Bearer ${served.token()}`, 'content-type': 'application/json' }
    for (const path of ['/v0/jobs', '/rpc/jobs/enqueue']) {
      const answer = await served.ask(path, { method: 'POST', headers, body })
      expect(answer.status).toBe(422)
      expect(answer.text).toContain('input_too_deep')
    }
    expect(await served.written()).toEqual([])
  })

  it('refuses 200,000 keys before they are parsed, in which other calls would wait for it', async () => {
    const served = await runningServer()
    const headers = { authorization: `Bearer ${served.token()}`, 'content-type': 'application/json' }
    const body = `{${Array.from({ length: 200_000 }, (_, at) => `"${at}":0`).join()}}`
    for (const path of ['/v0/jobs', '/rpc/jobs/enqueue']) {
      const answer = await served.ask(path, { method: 'POST', headers, body })
      expect(answer.status).toBe(422)
      expect(answer.text).toContain('input_too_many_members')
      expect(answer.text).toContain('"members":200000,"limit":20000')
    }
    expect(await served.written()).toEqual([])
  })

  it.each([
    ['a prototype key', '{"__proto__":{"polluted":true},"type":"x"}', 422, 'invalid_input'],
    ['a constructor key in an RPC path', '{"json":{},"meta":[[1,"constructor","prototype"]]}', 422, 'invalid_input'],
    ['half a document', '{"type":', 400, 'input_not_json'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400, 'input_not_json'],
    ['an array where a call should be', '[1,2]', 422, 'invalid_input'],
  ])('refuses %s', async (_, body, status, code) => {
    const served = await runningServer()
    const headers = { authorization: `Bearer ${served.token()}`, 'content-type': 'application/json' }
    const answer = await served.ask('/v0/jobs', { method: 'POST', headers, body })
    expect(answer.text).toContain(code)
    expect(answer.status).toBe(status)
    expect((await served.ask('/rpc/jobs/enqueue', { method: 'POST', headers, body })).status).toBeGreaterThanOrEqual(
      400,
    )
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect(await served.written()).toEqual([])
  })

  it('survives a query of brackets in brackets', async () => {
    const served = await runningServer()
    const headers = { authorization: `Bearer ${served.token()}` }
    const deep = await served.ask(`/v0/jobs?filter${'[a]'.repeat(4000)}=1`, { headers })
    expect(deep.status).toBe(422)
    const polluting = await served.ask('/v0/jobs?filter[__proto__][polluted]=1&__proto__[polluted]=1', { headers })
    expect(polluting.status).toBe(422)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('refuses headers over 16 KiB', async () => {
    const served = await runningServer()
    expect((await served.ask('/', { headers: { 'x-long': 'x'.repeat(17_000) } })).status).toBe(431)
  })

  it('takes 200 requests a second of a session with a burst of 400, then says when to come again', async () => {
    const clock = heldClock()
    const served = await runningServer({ clock })
    const { proof } = await served.signIn()
    const ask = () => served.ask('/v0/status', { headers: proof })
    const first = await Promise.all(Array.from({ length: 410 }, ask))
    expect(first.filter(({ status }) => status === 200)).toHaveLength(400)
    const refused = first.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(10)
    expect(refused[0]?.headers['retry-after']).toBe('1')
    expect(JSON.parse(refused[0]?.text ?? '')).toMatchObject({ code: 'rate_limited' })
    clock.pass(100)
    const next = await Promise.all(Array.from({ length: 25 }, ask))
    expect(next.filter(({ status }) => status === 200)).toHaveLength(20)
  })
})

describe('paths of the console (case 64)', () => {
  it.each([
    '/../outside.txt',
    '/%2e%2e/outside.txt',
    '/assets/../../outside.txt',
    '/assets/..%2f..%2foutside.txt',
    '/..%5coutside.txt',
    '/.%00./outside.txt',
    '//etc/passwd',
    '/etc/passwd',
    '/.git/config.json',
  ])('lead nowhere else: %s', async (path) => {
    const served = await runningServer()
    const answer = await served.ask(path, { headers: { accept: 'text/html' } })
    expect(answer.text).not.toContain('not for the browser')
    expect(answer.text).not.toContain('root:')
  })
})

/** Sends `head`, then `more` again and again, and never says that it is done; gives what came back once it is cut off. */
function pourInto(port: number, head: string, more: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString('latin1')))
    const pouring = setInterval(() => socket.write(more), 5)
    // Being reset is how a cut looks from here.
    socket.on('error', () => {})
    socket.once('close', () => {
      clearInterval(pouring)
      resolve(text)
    })
    socket.write(head)
  })
}

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 })
    const end = (reached: boolean) => {
      socket.destroy()
      resolve(reached)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
}
