import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createChannels, createPostTo } from '#core/exchange'
import { aliasSpecSchema, type AliasSpecInput } from '#schemas'
import { createClock } from '#schemas/format'
import { aFolder } from '../support/test-core.ts'
import { type Answering, aReceiver, aSecureReceiver } from './receiver.ts'

const NOW = Date.parse('2026-01-10T12:00:00Z')
const SECRETS: Readonly<Record<string, string>> = {
  HOOK_KEY: 'a key of the hook',
  BOT: '12345:AAbbCCddEEff-_0123456789',
  DISCORD: 'https://discord.com/api/webhooks/99887766/abc-DEF_ghi0123456789',
  NONSENSE: 'not a token',
}
const MESSAGE = {
  id: 'del-01kdjvd3vhtest00000000000',
  topic: 'job.ended',
  urgency: 'normal',
  title: 'Failed: npm test',
  text: 'Command 1 of 1 exited with 1.',
  facts: { workspace: 'demo', exit_code: 1 },
  output: null,
  job: 'job-1',
  run: 'run-1',
  created_at: '2026-01-10T12:00:00.000Z',
  attempt: 3,
  parts: 0,
} as const
const NOT_STOPPED = new AbortController().signal

function aSender(postTo = createPostTo(), blocked = () => false) {
  const clock = { ...createClock(), now: () => NOW }
  const send = createChannels({ clock, secret: (name) => SECRETS[name], exports: aFolder('exports'), postTo, blocked })
  return (spec: AliasSpecInput, message: Partial<Parameters<typeof send>[1]> = {}) =>
    send(aliasSpecSchema.parse(spec), { ...MESSAGE, ...message }, NOT_STOPPED)
}

const hook = (url: string, over = {}) =>
  ({ channel: 'webhook', url, secret: 'HOOK_KEY', allow_private: true, ...over }) as const
const telegram = (base_url: string, over = {}) =>
  ({ channel: 'telegram', secret: 'BOT', chat_id: '-100', base_url, allow_private: true, ...over }) as const
const discord = (base_url: string, over = {}) =>
  ({ channel: 'discord', secret: 'DISCORD', base_url, allow_private: true, ...over }) as const

describe('a webhook', () => {
  it('is sent the news as JSON, signed over time and body, under an id that stays the same', async () => {
    const { url, received } = await aReceiver()
    expect(await aSender()(hook(`${url}/in?team=1`))).toEqual({ ok: true, status: 200 })
    const [request] = received
    const { attempt: _attempt, parts: _parts, ...said } = MESSAGE
    expect(JSON.parse(request!.body)).toEqual({ version: 1, ...said })
    const t = NOW / 1000
    const v1 = createHmac('sha256', SECRETS['HOOK_KEY']!).update(`${t}.${request!.body}`).digest('hex')
    expect(request).toMatchObject({
      path: '/in?team=1',
      headers: {
        'content-type': 'application/json',
        'interlock-signature': `t=${t},v1=${v1}`,
        'interlock-delivery': MESSAGE.id,
        'idempotency-key': MESSAGE.id,
        'interlock-attempt': '3',
      },
    })
  })

  it.each<[string, Answering, object]>([
    ['server error', { status: 503 }, { problem: 'http_status', status: 503, final: false }],
    [
      'server error that says when to come back',
      { status: 503, headers: { 'retry-after': '120' } },
      { final: false, retryAfterMs: 120_000 },
    ],
    [
      'date to come back at',
      { status: 429, headers: { 'retry-after': 'Sat, 10 Jan 2026 12:01:00 GMT' } },
      { problem: 'rate_limited', final: false, retryAfterMs: 60_000 },
    ],
    [
      'wish to be left alone for a week',
      { status: 429, headers: { 'retry-after': '604800' } },
      { problem: 'rate_limited', final: false, retryAfterMs: 3_600_000 },
    ],
    ['time-out of the other side', { status: 408 }, { problem: 'http_status', final: false }],
    ['refusal', { status: 404 }, { problem: 'http_status', status: 404, final: true }],
    [
      'redirect, which is not followed',
      { status: 307, headers: { location: 'http://169.254.169.254/' } },
      { problem: 'redirect_refused', status: 307, final: true },
    ],
  ])('that answers with a %s', async (_, answer, outcome) => {
    const { url, received } = await aReceiver(answer)
    expect(await aSender()(hook(url))).toMatchObject({ ok: false, ...outcome })
    expect(received).toHaveLength(1)
  })

  it('may say as much as it likes: no more than a little is read', async () => {
    const { url } = await aReceiver({ body: 'x'.repeat(5_000_000) })
    expect(await aSender()(hook(url))).toMatchObject({ ok: true })
  })

  it('that is not there is tried again', async () => {
    const { port } = await aReceiver()
    expect(await aSender()(hook(`http://127.0.0.1:${port === 1 ? 2 : 1}`))).toMatchObject({
      problem: 'connect_failed',
      final: false,
    })
  })

  it('that speaks no TLS where it should is sent nothing', async () => {
    const { url, received } = await aReceiver()
    expect(await aSender()(hook(url.replace('http:', 'https:')))).toMatchObject({ ok: false, final: false })
    expect(received).toEqual([])
  })

  it('is sent nothing unless its certificate counts and is for its name', async () => {
    const { url, port, certificate, received } = await aSecureReceiver()
    const refused = { ok: false, problem: 'tls_failed', final: false }
    expect(await aSender()(hook(url))).toMatchObject(refused)
    const trusting = createPostTo({
      ca: certificate,
      resolve: (_, then) => then(null, [{ address: '127.0.0.1', family: 4 }]),
    })
    expect(await aSender(trusting)(hook(`https://other.example.org:${port}`))).toMatchObject(refused)
    expect(received).toEqual([])
    expect(await aSender(trusting)(hook(url))).toEqual({ ok: true, status: 200 })
    expect(received).toHaveLength(1)
  })

  it('whose key is not kept is sent nothing', async () => {
    const { url, received } = await aReceiver()
    expect(await aSender()(hook(url, { secret: 'OTHER' }))).toMatchObject({ problem: 'secret_missing', final: false })
    expect(received).toEqual([])
  })
})

describe('addresses of this machine and of private networks', () => {
  const refused = { ok: false, problem: 'address_refused', final: true }

  it.each(['https://127.0.0.1', 'https://[::1]', 'https://10.0.0.8', 'https://169.254.169.254', 'https://0x7f.1'])(
    'are not reached unless the alias allows it: %s',
    async (url) => {
      expect(await aSender()(hook(url, { allow_private: false }))).toMatchObject(refused)
    },
  )

  it.each([['127.0.0.1'], ['192.168.1.9'], ['::ffff:10.0.0.1'], ['1.1.1.1', '10.0.0.1']])(
    'are not reached by a name that leads there: %s %s',
    async (...addresses) => {
      const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      const postTo = createPostTo({ resolve: (_, then) => then(null, found) })
      expect(await aSender(postTo)(hook('https://hooks.example.org', { allow_private: false }))).toMatchObject(refused)
    },
  )

  it('are looked up once, and what was found is what is dialled', async () => {
    const { received, port } = await aReceiver()
    let asked = 0
    const postTo = createPostTo({
      resolve: (_, then) => {
        asked += 1
        then(null, [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }])
      },
    })
    expect(await aSender(postTo)(hook(`http://hooks.example.org:${port}`))).toMatchObject({ ok: true })
    expect(asked).toBe(1)
    expect(received[0]?.headers.host).toBe(`hooks.example.org:${port}`)
  })

  it('need no TLS where they are allowed; nothing else goes without', async () => {
    expect(await aSender()(hook('http://1.1.1.1', { allow_private: false }))).toMatchObject({
      problem: 'plain_http_refused',
      final: true,
    })
  })
})

describe('a Telegram bot', () => {
  it('sends plain text with the facts and the id of the delivery', async () => {
    const { url, received } = await aReceiver()
    expect(await aSender()(telegram(url), { output: 'FAIL a.test.ts' })).toEqual({ ok: true, status: 200 })
    expect(received[0]?.path).toBe(`/bot${SECRETS['BOT']}/sendMessage`)
    expect(JSON.parse(received[0]!.body)).toEqual({
      chat_id: '-100',
      link_preview_options: { is_disabled: true },
      text: 'Failed: npm test\n\nCommand 1 of 1 exited with 1.\n\nworkspace: demo\nexit code: 1\n\nFAIL a.test.ts\n\nInterlock 00000000',
    })
  })

  it('sends a long text in numbered parts, and after a failure goes on where it was', async () => {
    const { url, received } = await aReceiver({}, { status: 502 })
    const send = aSender()
    const text = '🙂'.repeat(5000)
    const first = await send(telegram(url), { text })
    expect(first).toMatchObject({ ok: false, problem: 'http_status', final: false, parts: 1 })
    expect(await send(telegram(url), { text, parts: 1 })).toMatchObject({ ok: true })
    const texts = received.map(({ body }): string => JSON.parse(body).text)
    expect(texts.map((each) => /^\[\d\/3\] /.exec(each)?.[0])).toEqual(['[1/3] ', '[2/3] ', '[2/3] ', '[3/3] '])
    expect(texts.every((each) => each.length <= 4096 && each.isWellFormed())).toBe(true)
  })

  it('sends no part of a long text behind the kill switch', async () => {
    const { url, received } = await aReceiver()
    const send = aSender(createPostTo(), () => received.length > 0)
    expect(await send(telegram(url), { text: '🙂'.repeat(5000) })).toEqual({
      ok: false,
      problem: 'kill_switch',
      status: null,
      final: false,
      parts: 1,
    })
    expect(received).toHaveLength(1)
  })

  it('waits as long as it is told to', async () => {
    const body = '{"ok":false,"error_code":429,"parameters":{"retry_after":17}}'
    const { url } = await aReceiver({ status: 429, body })
    expect(await aSender()(telegram(url))).toMatchObject({
      problem: 'rate_limited',
      final: false,
      retryAfterMs: 17_000,
    })
  })

  it('gives up where the chat or the token is refused, and sends nothing with what is no token', async () => {
    const { url, received } = await aReceiver({ status: 403 })
    expect(await aSender()(telegram(url))).toMatchObject({ problem: 'http_status', status: 403, final: true })
    expect(await aSender()(telegram(url, { secret: 'NONSENSE' }))).toMatchObject({
      problem: 'secret_unusable',
      final: true,
    })
    expect(received).toHaveLength(1)
  })
})

describe('a Discord webhook', () => {
  it('sends parts of 2,000 characters that mention nobody', async () => {
    const { url, received } = await aReceiver({ status: 204 }, { status: 204 })
    expect(await aSender()(discord(url), { text: `@everyone\n${'line\n'.repeat(500)}` })).toMatchObject({ ok: true })
    expect(received.map(({ path }) => path)).toEqual(Array(2).fill('/api/webhooks/99887766/abc-DEF_ghi0123456789'))
    const bodies = received.map(({ body }) => JSON.parse(body))
    expect(bodies.every(({ content }) => content.length <= 2000)).toBe(true)
    expect(bodies[0].allowed_mentions).toEqual({ parse: [] })
  })

  it('waits as long as it is told to', async () => {
    const { url } = await aReceiver({ status: 429, body: '{"message":"slow","retry_after":0.75,"global":false}' })
    expect(await aSender()(discord(url))).toMatchObject({ problem: 'rate_limited', retryAfterMs: 750 })
  })
})
