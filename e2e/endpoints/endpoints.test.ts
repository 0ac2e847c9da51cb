import { describe, expect, it, onTestFinished } from 'vitest'
import { endpointAdvice } from '#schemas/texts'
import { aModelServer } from '../support/model-server.ts'
import { until } from '../support/wait.ts'
import { anEndpointBed } from './bed.ts'

const SPEC = { secret: null, model: null, interval_s: 60, timeout_ms: 2000, slow_ms: 1500 }
const KEY = 'k-0123456789-secret'

describe('what a probe says', () => {
  it('is up with what it lists, however the address was written', async () => {
    const { endpoints } = anEndpointBed()
    const server = await aModelServer()
    for (const [name, url] of [
      ['bare', server.url],
      ['slash', `${server.url}/`],
      ['version', `${server.url}/v1`],
      ['copied', `${server.url}/v1/models`],
    ] as const) {
      expect(await endpoints.add({ name, url, ...SPEC }, 'operator')).toMatchObject({ state: 'unknown' })
      expect(await endpoints.probe(name)).toMatchObject({
        url: `${server.url}/v1`,
        state: 'up',
        reason: null,
        models: ['coder-7b', 'chat-small'],
        latency: { probes: 1, answered: 1 },
      })
    }
    expect(new Set(server.asked.map(({ path }) => path))).toEqual(new Set(['/v1/models']))
  })

  it.each([
    ['unauthorised', 'key_missing', { key: 'wanted' }],
    ['down', 'http_error', { status: 503 }],
    ['down', 'answer_unreadable', { body: '<html>' }],
    ['down', 'answer_unreadable', { body: '{"data": "none"}' }],
    ['down', 'answer_too_large', { body: `{"data": [${'{"id": "m"},'.repeat(120_000)}{"id": "m"}]}` }],
    ['down', 'redirected', { location: 'http://127.0.0.1:1/v1/models' }],
    ['degraded', 'rate_limited', { status: 429 }],
    ['wrong_model', 'model_not_listed', { models: ['other'] }],
  ] as const)('is %s for %s', async (state, code, mood) => {
    const { endpoints } = anEndpointBed()
    const server = await aModelServer({ ...mood, models: 'models' in mood ? [...mood.models] : ['coder-7b'] })
    await endpoints.add({ name: 'coder', url: server.url, ...SPEC, model: 'coder-7b' }, 'operator')
    const found = await endpoints.probe('coder')
    expect(found).toMatchObject({ state, reason: { code } })
    expect(endpointAdvice(found)).toMatchObject({
      text: expect.stringMatching(/\.$/),
      todo: expect.stringMatching(/\.$/),
    })
  })

  it('is down where nothing answers, and where nothing is said in time', async () => {
    const { endpoints } = anEndpointBed()
    const server = await aModelServer({ delayMs: 5000 })
    await endpoints.add({ name: 'slow', url: server.url, ...SPEC, timeout_ms: 100 }, 'operator')
    expect(await endpoints.probe('slow')).toMatchObject({ state: 'down', reason: { code: 'timed_out' } })
    await server.close()
    expect(await endpoints.probe('slow')).toMatchObject({
      state: 'down',
      reason: { code: 'unreachable', detail: 'ECONNREFUSED' },
      latency: { last_ms: null, p50_ms: null, probes: 2, answered: 0 },
    })
  })

  it('is degraded while it is slow, and while it comes and goes', async () => {
    const { endpoints, pass } = anEndpointBed()
    const server = await aModelServer({ delayMs: 30 })
    await endpoints.add({ name: 'coder', url: server.url, ...SPEC, slow_ms: 1 }, 'operator')
    expect(await endpoints.probe('coder')).toMatchObject({ state: 'degraded', reason: { code: 'slow' } })
    await endpoints.edit({ name: 'coder', slow_ms: 60_000 }, 'operator')
    server.mood.delayMs = 0
    const states = []
    for (const status of [undefined, 503, undefined, 503, undefined]) {
      server.mood.status = status
      pass(60_000)
      states.push((await endpoints.probe('coder')).state)
    }
    expect(states).toEqual(['up', 'down', 'up', 'down', 'degraded'])
    expect(endpoints.get('coder').reason).toMatchObject({ code: 'flapping' })
  })
})

describe('its key', () => {
  it('is sent by name and written nowhere, whatever the server says', async () => {
    const bed = anEndpointBed()
    const { endpoints, secrets } = bed
    await secrets.set('CODER_KEY', KEY, 'operator')
    const server = await aModelServer({ key: KEY, models: [`echo-${KEY}`] })
    await endpoints.add({ name: 'coder', url: server.url, ...SPEC, secret: 'CODER_KEY' }, 'operator')
    const found = await endpoints.probe('coder')
    expect(server.asked.at(-1)).toEqual({ path: '/v1/models', key: KEY })
    expect(found).toMatchObject({ state: 'up', models: ['echo-[redacted]'] })
    server.mood.key = 'another'
    expect(await endpoints.probe('coder')).toMatchObject({ state: 'unauthorised', reason: { code: 'key_refused' } })
    expect(bed.everything() + JSON.stringify(endpoints.list())).not.toContain(KEY)
  })

  it('is not sent on to where a redirect leads', async () => {
    const { endpoints, secrets } = anEndpointBed()
    await secrets.set('CODER_KEY', KEY, 'operator')
    const elsewhere = await aModelServer()
    const server = await aModelServer({ location: `${elsewhere.url}/v1/models` })
    await endpoints.add({ name: 'coder', url: server.url, ...SPEC, secret: 'CODER_KEY' }, 'operator')
    expect(await endpoints.probe('coder')).toMatchObject({ state: 'down', reason: { code: 'redirected' } })
    expect(elsewhere.asked).toEqual([])
  })

  it('is waited for while the secrets are locked, and asked with as soon as they open', async () => {
    const { endpoints, secrets } = anEndpointBed()
    await secrets.set('CODER_KEY', KEY, 'operator')
    const server = await aModelServer({ key: KEY })
    secrets.lock()
    await endpoints.add({ name: 'coder', url: server.url, ...SPEC, secret: 'CODER_KEY' }, 'operator')
    endpoints.begin()
    await until('it was looked at', () => endpoints.state('coder') === 'unauthorised')
    expect(endpoints.list()[0]?.reason).toEqual({ code: 'secrets_locked', detail: null })
    expect(server.asked).toEqual([])
    await secrets.unlock(undefined)
    endpoints.onSecrets()
    await until('it is up', () => endpoints.state('coder') === 'up')
  })

  it('must be there, and stands in no address', async () => {
    const bed = anEndpointBed()
    const { endpoints, secrets } = bed
    await secrets.set('CODER_KEY', KEY, 'operator')
    const add = (url: string, secret: string | null = null) =>
      endpoints.add({ name: 'coder', url, ...SPEC, secret }, 'operator')
    await expect(add('http://127.0.0.1:1', 'OTHER')).rejects.toMatchObject({ code: 'secret_not_found' })
    for (const url of [
      'ftp://127.0.0.1/',
      '127.0.0.1:8000',
      `http://user:${KEY}@127.0.0.1/`,
      `http://127.0.0.1/?key=${KEY}`,
      `http://127.0.0.1/${KEY}/v1`,
      'http://127.0.0.1/\nv1',
    ]) {
      const refused: unknown = await add(url).catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: 'endpoint_url_invalid' })
      expect(JSON.stringify(refused) + String(refused)).not.toContain(KEY)
    }
    expect(bed.events()).toEqual([])
  })
})

describe('asking by itself', () => {
  const probed = async (bed: ReturnType<typeof anEndpointBed>, count: number) => {
    await until(`${count} probes are kept`, () => bed.endpoints.get('coder').latency.probes >= count)
    await until('the next one is set', () => bed.endpoints.get('coder').next_at !== null)
  }

  it('keeps to the interval, and waits longer while it is down', async () => {
    const bed = anEndpointBed()
    const server = await aModelServer()
    await bed.endpoints.add({ name: 'coder', url: server.url, ...SPEC }, 'operator')
    bed.endpoints.begin()
    await probed(bed, 1)
    expect(bed.timers()).toEqual([60_000])
    server.mood.status = 503
    const waits = []
    for (const count of [2, 3, 4, 5, 6]) {
      bed.pass(bed.timers()[0] ?? 0)
      await probed(bed, count)
      waits.push(bed.timers()[0])
    }
    expect(waits).toEqual([60_000, 120_000, 240_000, 300_000, 300_000])
    // One event for coming up and one for going down, however often it was asked.
    expect(bed.events().map(({ kind, payload }) => [kind, payload['to']])).toEqual([
      ['endpoint.added', undefined],
      ['endpoint.state_changed', 'up'],
      ['endpoint.state_changed', 'down'],
    ])
    bed.endpoints.close()
    expect(bed.timers()).toEqual([])
  })

  it('stops while the kill switch is engaged, unless the operator asks', async () => {
    const bed = anEndpointBed()
    const server = await aModelServer()
    await bed.endpoints.add({ name: 'coder', url: server.url, ...SPEC }, 'operator')
    bed.endpoints.begin()
    await probed(bed, 1)
    await bed.killSwitch.engage({ hard: false, source: 'operator' }, 'operator', [])
    bed.endpoints.onKillSwitch()
    expect(bed.timers()).toEqual([])
    bed.pass(300_000)
    expect(server.asked).toHaveLength(1)
    expect(await bed.endpoints.probe('coder')).toMatchObject({ next_at: null, latency: { probes: 2 } })
    expect(bed.timers()).toEqual([])
    await bed.killSwitch.release({ source: 'operator' }, 'operator', () => ({ requeued: [], dropped: [] }))
    bed.endpoints.onKillSwitch()
    await probed(bed, 3)
    expect(bed.timers()).toEqual([60_000])
  })

  it('asks nobody behind the kill switch for a change that was made, or a key that came', async () => {
    const bed = anEndpointBed()
    const [old, next] = [await aModelServer({ delayMs: 300 }), await aModelServer()]
    await bed.secrets.set('CODER_KEY', KEY, 'operator')
    await bed.endpoints.add({ name: 'coder', url: old.url, ...SPEC, secret: 'CODER_KEY' }, 'operator')
    bed.endpoints.begin()
    await until('it is being asked', () => old.asked.length === 1)
    await bed.killSwitch.engage({ hard: false, source: 'operator' }, 'operator', [])
    bed.endpoints.onKillSwitch()
    await bed.endpoints.edit({ name: 'coder', url: next.url, secret: 'CODER_KEY' }, 'operator')
    await until('it was given up', () => !bed.endpoints.get('coder').probing)
    expect(next.asked).toEqual([])

    await bed.killSwitch.release({ source: 'operator' }, 'operator', () => ({ requeued: [], dropped: [] }))
    const opened = Promise.withResolvers<void>()
    const later = bed.open(() => opened.promise)
    onTestFinished(later.close)
    later.begin()
    await bed.killSwitch.engage({ hard: false, source: 'operator' }, 'operator', [])
    later.onKillSwitch()
    opened.resolve()
    await until('nobody was asked', () => !later.get('coder').probing)
    expect(next.asked).toEqual([])
    expect(await later.probe('coder')).toMatchObject({ state: 'up' })
  })

  it('says of a state that is old that it is not known, also in a later life', async () => {
    const bed = anEndpointBed()
    const server = await aModelServer()
    await bed.endpoints.add({ name: 'coder', url: server.url, ...SPEC }, 'operator')
    await bed.endpoints.probe('coder')
    expect(bed.open().state('coder')).toBe('up')
    bed.pass(3_600_000)
    expect(bed.endpoints.state('coder')).toBe('unknown')
    expect(bed.open().get('coder')).toMatchObject({ state: 'unknown', latency: { probes: 1 } })

    // A clock that is set back makes nothing new of it.
    await bed.endpoints.probe('coder')
    bed.setBack(86_400_000)
    expect(bed.endpoints.state('coder')).toBe('up')
    expect(bed.open().state('coder')).toBe('unknown')
    bed.pass(3_600_000)
    expect(bed.endpoints.state('coder')).toBe('unknown')
    expect(await bed.endpoints.probe('coder')).toMatchObject({ state: 'up' })
    expect(bed.open().get('coder')).toMatchObject({ state: 'up', checked_at: '2025-12-31T02:00:00.000Z' })
  })
})

describe('changing them', () => {
  it('forgets how another server was, what was asked of it meanwhile, and asks the new one once', async () => {
    const bed = anEndpointBed()
    const old = await aModelServer({ delayMs: 300 })
    const next = await aModelServer({ models: ['next'] })
    await bed.endpoints.add({ name: 'coder', url: old.url, ...SPEC }, 'operator')
    bed.endpoints.begin()
    await until('the old one is being asked', () => old.asked.length === 1)
    expect(await bed.endpoints.edit({ name: 'coder', url: next.url }, 'operator')).toMatchObject({ revision: 2 })
    // Who adds or changes one waits for the answer it is asked for anyway, however soon that is there.
    for (const time of ['under way', 'there'])
      expect([time, (await bed.endpoints.probe('coder', { unasked: true })).models]).toEqual([time, ['next']])
    expect([bed.endpoints.get('coder').latency.probes, next.asked.length]).toEqual([1, 1])
    expect(bed.troubles).toEqual([])
  })

  it('sends a key to another server only where the change names it again', async () => {
    const bed = anEndpointBed()
    const { endpoints, secrets } = bed
    await secrets.set('CODER_KEY', KEY, 'operator')
    const old = await aModelServer({})
    const next = await aModelServer({})
    await endpoints.add({ name: 'coder', url: old.url, ...SPEC, secret: 'CODER_KEY' }, 'operator')
    await expect(endpoints.edit({ name: 'coder', url: next.url }, 'operator')).rejects.toMatchObject({
      code: 'secret_not_regranted',
      data: { what: 'The endpoint coder', secret: 'CODER_KEY', to: new URL(next.url).origin },
    })
    expect(endpoints.get('coder')).toMatchObject({ revision: 1 })
    await endpoints.edit({ name: 'coder', url: `${old.url}/other/v1` }, 'operator')
    await endpoints.edit({ name: 'coder', url: next.url, secret: 'CODER_KEY' }, 'operator')
    await endpoints.edit({ name: 'coder', url: old.url, secret: null }, 'operator')
    expect(endpoints.get('coder')).toMatchObject({ revision: 4, secret: null })
  })

  it('refuses a change of what was changed meanwhile, a name twice, and what there is not', async () => {
    const { endpoints } = anEndpointBed()
    await endpoints.add({ name: 'coder', url: 'http://127.0.0.1:1', ...SPEC }, 'operator')
    await endpoints.edit({ name: 'coder', revision: 1, model: 'coder-7b' }, 'operator')
    await expect(endpoints.edit({ name: 'coder', revision: 1, model: null }, 'operator')).rejects.toMatchObject({
      code: 'endpoint_changed',
    })
    await expect(endpoints.add({ name: 'coder', url: 'http://127.0.0.1:2', ...SPEC }, 'cli')).rejects.toMatchObject({
      code: 'endpoint_exists',
      data: { url: 'http://127.0.0.1:1/v1' },
    })
    expect(await endpoints.remove('coder', 'operator')).toEqual({ removed: 'coder' })
    expect(endpoints.state('coder')).toBeUndefined()
    await expect(endpoints.probe('coder')).rejects.toMatchObject({ code: 'endpoint_not_found' })
  })
})
