import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { heldClock, runningServer } from './running-server.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const NOBODY = 65_534

/** Trades a code from a process of its own, which belongs to the user. */
async function exchangeAs(uid: number | undefined, url: string, code: string): Promise<unknown> {
  const script = `
    const [url, code] = process.argv.slice(1)
    const headers = { origin: url, 'content-type': 'application/json' }
    const answer = await fetch(url + '/auth/exchange', { method: 'POST', headers, body: JSON.stringify({ code }) })
    const cookie = answer.headers.get('set-cookie')
    console.log(JSON.stringify({ status: answer.status, body: await answer.json(), cookie }))`
  const as = uid === undefined ? {} : { uid, gid: uid }
  const args = ['--input-type=module', '-e', script, url, code]
  // The folder of the tests may be closed to another user.
  const { stdout } = await promisify(execFile)(process.execPath, args, { ...as, cwd: '/' })
  return JSON.parse(stdout)
}

function codeOf(address: string): string {
  return new URLSearchParams(new URL(address).hash.slice(1)).get('code') ?? ''
}

describe('signing in', () => {
  it('turns the code of the address into a cookie and a key that are good together', async () => {
    const served = await runningServer()
    const answer = await served.post('/auth/exchange', { code: codeOf(served.server.signInUrl()) }, served.fromConsole)
    expect(answer.status).toBe(200)
    const { key, ...said } = JSON.parse(answer.text)
    expect(said).toEqual({ signedIn: true })
    expect(key).toMatch(/^[\w-]{43}$/)
    const [cookie = ''] = answer.headers['set-cookie'] ?? []
    expect(cookie).toMatch(new RegExp(`^interlock_${served.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`))
    expect(cookie).not.toContain(key)
    const state = async (headers: Record<string, string>) =>
      JSON.parse((await served.ask('/auth/state', { headers: { cookie: cookie.split(';')[0], ...headers } })).text)
    expect(await state({ 'x-interlock-key': key })).toEqual({ signedIn: true })
    expect(await state({})).toEqual({ signedIn: false })
    expect(await state({ 'x-interlock-key': 'A'.repeat(43) })).toEqual({ signedIn: false })
  })

  it('says that a browser without a cookie is not signed in', async () => {
    const served = await runningServer()
    expect(JSON.parse((await served.ask('/auth/state')).text)).toEqual({ signedIn: false })
  })

  it('keeps the code out of everything that is sent: it stands in the fragment', async () => {
    const served = await runningServer()
    const address = new URL(served.server.signInUrl())
    expect(address.pathname + address.search).toBe('/')
    expect(address.hash).toMatch(/^#code=[\w-]{43}$/)
  })

  it('takes a code once', async () => {
    const served = await runningServer()
    const code = codeOf(served.server.signInUrl())
    expect((await served.post('/auth/exchange', { code }, served.fromConsole)).status).toBe(200)
    const again = await served.post('/auth/exchange', { code }, served.fromConsole)
    expect(again.status).toBe(401)
    expect(JSON.parse(again.text)).toMatchObject({ code: 'code_invalid' })
    expect(again.headers['set-cookie']).toBeUndefined()
  })

  it('takes a code for two minutes', async () => {
    const clock = heldClock()
    const served = await runningServer({ clock })
    const [early, late] = [codeOf(served.server.signInUrl()), codeOf(served.server.signInUrl())]
    clock.pass(2 * MINUTE - 1)
    expect((await served.post('/auth/exchange', { code: early }, served.fromConsole)).status).toBe(200)
    clock.pass(1)
    expect((await served.post('/auth/exchange', { code: late }, served.fromConsole)).status).toBe(401)
  })

  it.each([
    ['no Origin', {}],
    ['a foreign Origin', { origin: 'https://evil.com' }],
    ['the null Origin', { origin: 'null' }],
  ])('is refused with %s, and the code stays good', async (_, headers) => {
    const served = await runningServer()
    const code = codeOf(served.server.signInUrl())
    expect((await served.post('/auth/exchange', { code }, headers)).status).toBe(403)
    expect((await served.post('/auth/exchange', { code }, served.fromConsole)).status).toBe(200)
  })

  it('is refused to programs of another user, who may have seen the address, and the code stays good', async () => {
    const served = await runningServer()
    const code = codeOf(served.server.signInUrl())
    const asked = (uid: number | undefined) => exchangeAs(uid, served.server.url, code)
    // Only root can start a program as somebody else; anybody else can only show that their own are let in.
    const stranger = process.getuid?.() === 0 ? await asked(NOBODY) : undefined
    const refused = { status: 403, body: expect.objectContaining({ code: 'user_refused' }), cookie: null }
    expect(stranger).toEqual(stranger && refused)
    expect(await asked(undefined)).toMatchObject({ status: 200, body: { signedIn: true } })
  })

  it('lets nobody guess faster than ten times a minute', async () => {
    const clock = heldClock()
    const served = await runningServer({ clock })
    const guess = async () => (await served.post('/auth/exchange', { code: 'A'.repeat(43) }, served.fromConsole)).status
    const first = await Promise.all(Array.from({ length: 12 }, guess))
    expect(first.toSorted((a, b) => a - b)).toEqual([...Array<number>(10).fill(401), 429, 429])
    clock.pass(6000)
    expect([await guess(), await guess()]).toEqual([401, 429])
  })

  it('ends after twelve hours without a request, and not before', async () => {
    const clock = heldClock()
    const served = await runningServer({ clock })
    const headers = (await served.signIn()).proof
    clock.pass(12 * HOUR - 1)
    expect((await served.ask('/v0/status', { headers })).status).toBe(200)
    clock.pass(12 * HOUR - 1)
    expect((await served.ask('/v0/status', { headers })).status).toBe(200)
    clock.pass(12 * HOUR)
    expect((await served.ask('/v0/status', { headers })).status).toBe(401)
  })

  it('survives a cookie of the same name that another page planted', async () => {
    const served = await runningServer()
    const { proof } = await served.signIn()
    const cookie = `interlock_${served.port}=planted; ${proof.cookie}; theme=dark`
    expect((await served.ask('/v0/status', { headers: { ...proof, cookie } })).status).toBe(200)
  })

  it.each([[{}], [{ code: '' }], [{ code: 5 }], [{ code: 'a', more: 1 }], [{ code: 'x'.repeat(129) }]])(
    'says what is wrong with %j',
    async (body) => {
      const served = await runningServer()
      const answer = await served.post('/auth/exchange', body, served.fromConsole)
      expect(answer.status).toBe(422)
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'invalid_input' })
    },
  )

  it('reads no more than a code needs', async () => {
    const served = await runningServer()
    expect((await served.post('/auth/exchange', { code: 'x'.repeat(2000) }, served.fromConsole)).status).toBe(413)
  })
})

describe('secrets (case 67)', () => {
  it('stand in no log line, whatever happens', async () => {
    const served = await runningServer({ overrides: { health: () => Promise.reject(new Error('unforeseen')) } })
    const address = served.server.signInUrl()
    const code = codeOf(address)
    const { cookie, key, proof, protocols } = await served.signIn()
    const token = served.token()
    await served.post('/auth/exchange', { code: `${code}x` }, served.fromConsole)
    await served.post('/auth/exchange', { code }, { origin: 'null' })
    await served.ask(`/v0/jobs?token=${token}`, { headers: { ...proof, origin: 'https://evil.com' } })
    await served.ask(`/v0/jobs?token=${token}`)
    await served.ask('/v0/health', { headers: { authorization: `Bearer ${token}` } })
    await served.ask('/v0/health', { headers: proof })
    const upgrade = { cookie, connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': String(protocols) }
    await served.ask('/ws', { headers: upgrade })
    await served.ask('/ws', { headers: { ...upgrade, origin: served.origin } })
    expect(served.log()).toContain('Refused a request')
    for (const secret of [code, token, key, cookie.split('=')[1] ?? '']) {
      expect(secret).toHaveLength(43)
      expect(served.log()).not.toContain(secret)
    }
  })

  it('are new at each start', async () => {
    const [first, second] = [await runningServer(), await runningServer()]
    expect(first.token()).toMatch(/^[\w-]{43}$/)
    expect(first.token()).not.toBe(second.token())
  })

  it('do not fill the log when somebody hammers', async () => {
    const served = await runningServer()
    for (let at = 0; at < 50; at += 1) await served.ask('/', { headers: { host: 'evil.com' } })
    expect(served.log().split('Refused a request')).toHaveLength(2)
  })
})
