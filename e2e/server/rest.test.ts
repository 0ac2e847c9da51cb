import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorKinds } from '#schemas'
import { aHome, aJobSpec, eventsThat, runningServer, standsStill, touched } from './running-server.ts'

async function asScript(options: Parameters<typeof runningServer>[0] = {}) {
  const served = await runningServer(options)
  const authorization = { authorization: `Bearer ${served.token()}` }
  return {
    ...served,
    authorization,
    get: async (path: string) => parsed(await served.ask(path, { headers: authorization })),
    send: async (path: string, body: unknown) => parsed(await served.post(path, body, authorization)),
  }
}

function parsed({ status, text }: { status: number; text: string }) {
  const body = JSON.parse(text)
  return { status, body }
}

describe('REST', () => {
  it('adds, lists and shows jobs for a script that has the token, as the actor «api»', async () => {
    const script = await asScript()
    expect(await script.send('/v0/jobs', aJobSpec('a'))).toMatchObject({ status: 200, body: { created: true } })
    expect(await script.written()).toEqual(['job.enqueued by api'])
    expect(await script.get('/v0/jobs?limit=10&filter[state][]=queued')).toMatchObject({
      body: { items: [{ id: 'a' }] },
    })
    expect(await script.get('/v0/jobs?filter[state][]=failed')).toMatchObject({ body: { items: [] } })
    expect(await script.get('/v0/jobs/a')).toMatchObject({ status: 200, body: { job: { id: 'a' } } })
    expect(await script.get('/v0/jobs/counts')).toMatchObject({ body: { counts: { queued: 1 } } })
  })

  it('says of a job that works against itself what the console and the command line say', async () => {
    const script = await asScript()
    const job = { ...aJobSpec('a'), type: 'test_runner_task', payload: { commands: [['true']], timeout_sec: 30 } }
    const cautions = [expect.stringContaining('every command will be refused')]
    expect(await script.send('/v0/jobs/check', job)).toMatchObject({ body: { workspace: 'first', cautions } })
    expect(await script.send('/v0/jobs', job)).toMatchObject({ body: { created: true, cautions } })
    expect(await script.send('/v0/jobs', aJobSpec('b'))).toMatchObject({ body: { cautions: [] } })
  })

  it('runs the demo in a folder of its own, also where somebody called theirs so', async () => {
    const script = await asScript()
    await script.core.workspaces.add({ path: aHome(), name: 'demo' }, 'operator')
    const workspace = { name: 'interlock-demo', path: join(script.home, 'demo-workspace'), demo: true }
    for (const _ of ['first', 'again']) expect(await script.send('/v0/demo', {})).toMatchObject({ body: { workspace } })
    expect(await script.get('/v0/jobs?filter[workspace][]=demo')).toMatchObject({ body: { items: [] } })
  })

  it('takes bodies on DELETE and leaves «force» false when it is not said', async () => {
    const script = await asScript()
    const headers = { ...(await script.signIn()).proof, ...script.fromConsole, 'content-type': 'application/json' }
    await script.core.workspaces.add({ path: aHome(), name: 'busy' }, 'operator')
    await script.send('/v0/jobs', { ...aJobSpec('a'), workspace: 'busy' })
    const remove = (body?: string) =>
      script.ask('/v0/workspaces/busy', { method: 'DELETE', headers, ...(body !== undefined && { body }) })
    expect((await remove()).status).toBe(409)
    expect((await remove('{"force":false}')).status).toBe(409)
    expect(JSON.parse((await remove('{"force":true}')).text)).toEqual({ removed: 'busy', held: 1 })
  })

  it('says in one form what went wrong and what to do', async () => {
    const script = await asScript()
    await script.send('/v0/jobs', aJobSpec('a'))
    expect(await script.send('/v0/jobs', { ...aJobSpec('a'), priority: 5 })).toEqual({
      status: 409,
      body: {
        code: 'job_conflict',
        message: expect.stringContaining('The id a belongs to a job with other content'),
        remedy: expect.any(String),
        data: { by: 'id', value: 'a', job: 'a', state: 'queued' },
      },
    })
    expect(await script.get('/v0/jobs/nowhere')).toMatchObject({ status: 404, body: { code: 'job_not_found' } })
    expect(await script.get('/v0/nothing')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
    expect(await script.send('/v0/jobs/a/retry', {})).toMatchObject({ status: 409, body: { code: 'state_conflict' } })
    expect(await script.get('/v0/jobs?cursor=x')).toMatchObject({ status: 400, body: { code: 'cursor_unreadable' } })
  })

  it('names the field, the limit and the size of a refused input', async () => {
    const script = await asScript()
    const { status, body } = await script.get('/v0/jobs?limit=5000&surprise=1')
    expect(status).toBe(422)
    expect(body).toMatchObject({
      code: 'invalid_input',
      data: {
        problems: expect.arrayContaining([
          { field: 'limit', problem: expect.stringContaining('must be at most 200') },
          { field: 'surprise', problem: 'surprise is not a known field.' },
        ]),
      },
    })
  })

  it('hides what it did not expect behind a correlation id, and logs it', async () => {
    const script = await asScript({
      overrides: { health: () => Promise.reject(new Error('a secret detail of the inside')) },
    })
    const { status, body } = await script.get('/v0/health')
    expect(status).toBe(500)
    expect(body.code).toBe('INTERNAL_SERVER_ERROR')
    expect(JSON.stringify(body)).not.toContain('a secret detail')
    expect(body.data.correlation_id).toMatch(/^op-/)
    expect(body.remedy).toContain(body.data.correlation_id)
    const line = script
      .log()
      .split('\n')
      .find((each) => each.includes(body.data.correlation_id))
    expect(line).toContain('a secret detail of the inside')
  })

  it('refuses other methods', async () => {
    const script = await asScript()
    expect((await script.ask('/v0/jobs', { method: 'TRACE', headers: script.authorization })).status).toBe(405)
    expect((await script.ask('/rpc/jobs/list', { headers: script.authorization })).status).toBe(405)
    expect((await script.ask('/', { method: 'POST' })).status).toBe(405)
  })

  it('streams batches as server-sent events and ends them when the client goes', async () => {
    let ended = false
    const script = await asScript({
      overrides: eventsThat(async function* (after, signal) {
        try {
          yield touched((after ?? 0) + 1)
          yield touched((after ?? 0) + 2)
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        } finally {
          ended = true
        }
      }),
    })
    const text = await firstBytes(script, '/v0/events/follow?after=40', /id: 42\n/)
    expect(text).toContain('event: message')
    expect(text).toContain('"head":41')
    await expect.poll(() => ended).toBe(true)
    expect(await firstBytes(script, '/v0/events/follow', /id: 9\n/, { 'last-event-id': '7' })).toContain('"head":8')
  })

  it('makes no further batch while a client reads no events', async () => {
    let made = 0
    const script = await asScript({
      overrides: eventsThat(async function* (_, signal) {
        const jobs = Array.from({ length: 500 }, () => 'x'.repeat(60))
        while (!signal.aborted) {
          made += 1
          yield { ...touched(made), jobs }
          await new Promise(setImmediate)
        }
      }),
    })
    const outgoing = request({
      host: '127.0.0.1',
      port: script.port,
      path: '/v0/events/follow',
      headers: { host: script.host, ...script.authorization },
    })
    outgoing.once('response', (incoming) => incoming.pause())
    outgoing.on('error', () => {})
    outgoing.end()
    await expect.poll(() => made).toBeGreaterThan(0)
    expect(await standsStill(() => made)).toBeLessThan(1000)
    outgoing.destroy()
  })

  it('stops the shell only after the answer is on its way', async () => {
    const script = await asScript()
    expect(await script.send('/v0/stop', {})).toEqual({ status: 200, body: { pid: process.pid } })
    expect(script.stops()).toBe(1)
  })

  it('hands out a fresh sign-in address to a signed-in console, and none for the token', async () => {
    const script = await asScript()
    expect(await script.send('/v0/sign-in-url', undefined)).toMatchObject({ body: { code: 'right_missing' } })
    const headers = { ...(await script.signIn()).proof, ...script.fromConsole }
    const { body } = parsed(await script.post('/v0/sign-in-url', undefined, headers))
    expect(body.url).toMatch(new RegExp(`^${script.server.url}/#code=[\\w-]{43}$`))
  })
})

describe('the OpenAPI document', () => {
  it('describes every route, the job as its schema, and failures in their one form', async () => {
    const script = await asScript()
    const { status, body } = await script.get('/v0/openapi.json')
    expect(status).toBe(200)
    expect(body.openapi).toMatch(/^3\.1\./)
    expect(body.info).toMatchObject({ title: 'Interlock', version: '0.0.0-test' })
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/status', '/jobs', '/jobs/{id}', '/events/follow', '/kill-switch/engage']),
    )
    expect(body.paths['/jobs'].post.requestBody.content['application/json'].schema.anyOf).toContainEqual({
      $ref: '#/components/schemas/JobSpec',
    })
    expect(JSON.stringify(body.components.schemas.JobSpec)).toContain('max_wall_time_sec')
    expect(body.paths['/jobs/{id}'].get.responses['404'].content['application/json'].schema.properties.code).toEqual({
      enum: ['job_not_found'],
    })
    expect(body.components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' })
  })

  it('resolves every reference it makes', async () => {
    const script = await asScript()
    const { body } = await script.get('/v0/openapi.json')
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    )
    expect(references.length).toBeGreaterThan(10)
    for (const name of new Set(references)) expect(Object.keys(body.components.schemas)).toContain(name)
  })

  it('lists no failure the catalogue does not know', async () => {
    const script = await asScript()
    const { body } = await script.get('/v0/openapi.json')
    // What a report calls a code of its own is no failure, and stands in no answer of one.
    const failures = Object.values<Record<string, { responses: object }>>(body.paths)
      .flatMap((verbs) => Object.values(verbs))
      .flatMap(({ responses }) => Object.entries(responses).filter(([status]) => Number(status) >= 400))
    const codes = [...JSON.stringify(failures).matchAll(/"code":\{"enum":(\[[^\]]*\])/g)].flatMap(
      ([, list]): string[] => JSON.parse(list ?? '[]'),
    )
    expect(codes.length).toBeGreaterThan(20)
    for (const code of new Set(codes)) expect(Object.keys(errorKinds)).toContain(code)
  })
})

/** Reads until `pattern` has come, then hangs up. */
function firstBytes(
  script: Awaited<ReturnType<typeof asScript>>,
  path: string,
  pattern: RegExp,
  headers: Record<string, string> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port: script.port,
      path,
      headers: { host: script.host, ...script.authorization, ...headers },
    })
    outgoing.once('error', reject)
    outgoing.once('response', (incoming) => {
      let text = ''
      incoming.setEncoding('utf8')
      incoming.on('error', () => {})
      incoming.on('data', (chunk: string) => {
        text += chunk
        if (!pattern.test(text)) return
        outgoing.destroy()
        resolve(text)
      })
    })
    outgoing.end()
  })
}
