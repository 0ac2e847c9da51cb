import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { KeyRight, Needs } from '#schemas'
import { isDecision, keySpecSchema } from '#schemas'
import { contract } from '#schemas/contract'
import { aHome, aJobSpec, heldClock, runningServer } from './running-server.ts'

type Served = Awaited<ReturnType<typeof runningServer>>

/** Everything there is to ask, as the contract tells of it. */
const procedures = Object.entries(contract).flatMap(([group, of]) =>
  Object.entries(of).map(([name, procedure]) => {
    const { route, meta } = procedure['~orpc']
    const needs: Partial<Needs> = meta
    return { name: `${group}.${name}`, rpc: `/rpc/${group}/${name}`, method: route.method, path: route.path, needs }
  }),
)
type Procedure = (typeof procedures)[number]

const refusedSchema = z.object({ code: z.string(), data: z.object({ right: z.string() }) })
const rpcRefusedSchema = z.object({ json: z.object({ code: z.string(), data: z.object({ data: z.unknown() }) }) })

/** Every way of asking over HTTP. */
async function answers(served: Served, bearer: string, { rpc, method = 'POST', path = '' }: Procedure) {
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }
  const at = `/v0${path.replaceAll(/\{\w+\}/g, 'x')}`
  const body = method === 'GET' ? {} : { body: '{}' }
  return {
    rest: await served.ask(at, { method, headers, ...body }),
    rpc: await served.ask(rpc, { method: 'POST', headers, body: '{"json":{}}' }),
  }
}

/** What is answered over a WebSocket. */
async function overSocket({ host }: Served, bearer: string, procedure: string, input: object): Promise<string> {
  const socket = new WebSocket(`ws://${host}/ws`, ['interlock'], {
    headers: { authorization: `Bearer ${bearer}`, host },
  })
  const said = new Promise<string>((resolve, reject) => {
    socket.on('message', (data: Buffer) => resolve(data.toString()))
    socket.on('error', reject)
  })
  socket.on('open', () => socket.send(JSON.stringify({ i: '1', p: { u: procedure, b: { json: input } } })))
  const answer = await said
  socket.close()
  return answer
}

async function expectRefused(served: Served, bearer: string, procedure: Procedure) {
  const { rest, rpc } = await answers(served, bearer, procedure)
  expect([procedure.name, rest.status, rpc.status]).toEqual([procedure.name, 403, 403])
  expect(refusedSchema.parse(JSON.parse(rest.text))).toEqual({
    code: 'right_missing',
    data: { right: procedure.needs.right },
  })
  expect(rpcRefusedSchema.parse(JSON.parse(rpc.text)).json).toMatchObject({
    code: 'right_missing',
    data: { data: { right: procedure.needs.right } },
  })
}

async function aKey(served: Served, over: object, expires_at?: string): Promise<string> {
  const spec = keySpecSchema.parse({ rights: ['read'], ...over })
  const name = `key-${served.core.keys.list().length}`
  const { secret } = await served.core.keys.add({ name, spec, ...(expires_at !== undefined && { expires_at }) }, 'cli')
  return secret
}

/** An agent with as many rights as a key can have beside `operate`. */
async function anAgent(served: Served, over: object = {}): Promise<string> {
  await served.core.agents.set({ name: 'coder', spec: { note: '', capabilities: [], deliver_to: null } }, 'operator')
  return aKey(served, { rights: AGENT, agent: 'coder', ...over })
}
const AGENT: KeyRight[] = ['read', 'enqueue', 'cancel_own', 'schedules', 'messages']

const decisions = procedures.filter(({ needs: { right } }) => right !== undefined && isDecision(right))

describe('a program with the token or a key', () => {
  it('decides nothing, whatever it asks for and over whatever way', async () => {
    const served = await runningServer()
    const bearers = [served.token(), await aKey(served, { rights: ['operate'] }), await anAgent(served)]
    const before = await served.written()
    for (const bearer of bearers) for (const procedure of decisions) await expectRefused(served, bearer, procedure)
    expect(await served.written()).toEqual(before)
    expect(served.log()).toContain('"code":"right_missing"')
  })

  it('does with an agent’s key nothing that takes another right', async () => {
    const served = await runningServer()
    const bearer = await anAgent(served)
    const has = (right: string | undefined) => AGENT.some((each) => each === right)
    const others = procedures.filter(({ needs: { right, own } }) => !has(right) && !has(own))
    expect(others.length).toBeGreaterThan(decisions.length)
    const before = await served.written()
    const gone = new AbortController()
    const told = served.core.events.follow(undefined, gone.signal)
    await told.next()
    const next = told.next()
    for (const procedure of others) await expectRefused(served, bearer, procedure)
    expect(await served.written()).toEqual(before)
    expect(served.core.keys.list()[0]?.refused?.count).toBe(others.length * 2)
    gone.abort()
    // A flood of such calls is no flood of news to those who follow what changes.
    expect(await next).toEqual({ done: true, value: undefined })
  })

  it('does with `operate` everything else', async () => {
    const served = await runningServer()
    const bearer = await aKey(served, { rights: ['operate'] })
    // A stream does not end by itself.
    const rest = procedures.filter((each) => !decisions.includes(each) && each.name !== 'events.follow')
    for (const procedure of rest)
      for (const { text } of Object.values(await answers(served, bearer, procedure)))
        expect([procedure.name, text]).not.toEqual([procedure.name, expect.stringContaining('right_missing')])
  })

  it('decides nothing over a WebSocket either', async () => {
    const served = await runningServer()
    await served.core.killSwitch.engage({ hard: false }, 'operator')
    expect(await overSocket(served, served.token(), '/killSwitch/release', {})).toContain('right_missing')
    expect(served.core.killSwitch.get().mode).toBe('engaged')
  })

  it('sends no secret to an address it names, and lets out nothing that was found to be one', async () => {
    const served = await runningServer()
    for (const bearer of [served.token(), await aKey(served, { rights: ['operate'] })]) {
      const headers = { authorization: `Bearer ${bearer}` }
      const tries = [
        ['POST', '/v0/endpoints', { name: 'mine', url: 'http://127.0.0.1:9', secret: 'API_TOKEN' }],
        ['PATCH', '/v0/endpoints/mine', { url: 'http://127.0.0.1:9', secret: 'API_TOKEN' }],
        ['POST', '/v0/evidence/export', { allow_findings: true }],
        ['POST', '/v0/export/dali', { path: '/nowhere', allow_findings: true }],
        ['POST', '/v0/jobs', { ...aJobSpec(), policy: { ...aJobSpec().policy, secrets: ['API_TOKEN'] } }],
      ] as const
      for (const [method, path, body] of tries) {
        const json = { ...headers, 'content-type': 'application/json' }
        const answer = await served.ask(path, { method, headers: json, body: JSON.stringify(body) })
        expect([path, answer.status]).toEqual([path, 403])
        expect(refusedSchema.parse(JSON.parse(answer.text))).toEqual({
          code: 'right_missing',
          data: { right: 'secrets' },
        })
      }
    }
    expect(await served.written()).toEqual(['key.made by cli'])
  })
})

describe('a key', () => {
  it('stands nowhere: its hash does', async () => {
    const served = await runningServer()
    const secret = await aKey(served, {})
    expect((await served.ask('/v0/status', { headers: { authorization: `Bearer ${secret}` } })).status).toBe(200)
    const kept = readFileSync(join(served.home, 'interlock.db')).toString('latin1')
    const log = readFileSync(join(served.home, 'interlock.db-wal')).toString('latin1')
    expect(`${kept}${log}${served.log()}`).not.toContain(secret)
    expect(served.core.keys.list()).toMatchObject([{ name: 'key-0', state: 'active', made_by: 'cli' }])
  })

  it('is good until it is revoked, and what streams by it ends', async () => {
    const served = await runningServer()
    const headers = { authorization: `Bearer ${await aKey(served, {})}` }
    const stream = served.ask('/v0/events/follow?after=0', { headers })
    expect((await served.ask('/v0/status', { headers })).status).toBe(200)
    expect(served.core.keys.list()[0]?.last_used_at).not.toBeNull()
    await served.core.keys.revoke('key-0', 'cli')
    const refused = await served.ask('/v0/status', { headers })
    expect(refused.status).toBe(401)
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'key_ended', data: { name: 'key-0', why: 'revoked' } })
    expect((await stream).text).toContain('key_ended')
    expect(await served.written()).toEqual(['key.made by cli', 'key.revoked by cli'])
  })

  it('is good until it expires', async () => {
    const clock = heldClock()
    const served = await runningServer({ clock })
    const headers = { authorization: `Bearer ${await aKey(served, {}, new Date(Date.now() + 400).toISOString())}` }
    expect((await served.ask('/v0/status', { headers })).status).toBe(200)
    await expect
      .poll(async () => JSON.parse((await served.ask('/v0/status', { headers })).text))
      .toMatchObject({ code: 'key_ended', data: { why: 'expired' } })
  })

  it('is made by nobody who has one', async () => {
    const served = await runningServer()
    const headers = { authorization: `Bearer ${await aKey(served, { rights: ['operate'] })}` }
    const answer = await served.post('/v0/keys', { name: 'more', spec: { rights: ['operate'] } }, headers)
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'right_missing', data: { right: 'access' } })
  })

  it('has no right that there is none for keys of', () => {
    expect(keySpecSchema.safeParse({ rights: ['approve'] }).success).toBe(false)
    expect(keySpecSchema.safeParse({ rights: ['operate'], workspaces: ['first'] }).success).toBe(false)
    expect(keySpecSchema.safeParse({ rights: ['messages'] }).success).toBe(false)
  })
})

describe('what is a key’s own', () => {
  async function asked(served: Served, secret: string, path: string, body?: unknown) {
    const headers = { authorization: `Bearer ${secret}` }
    const answer = body === undefined ? await served.ask(path, { headers }) : await served.post(path, body, headers)
    const parsed: unknown = JSON.parse(answer.text)
    return z.object({ code: z.string().default('ok'), data: z.unknown().optional() }).parse(parsed)
  }

  it('are the jobs it added: it looks at them and cancels them, and at no others', async () => {
    const served = await runningServer()
    const key = await aKey(served, { rights: ['enqueue', 'cancel_own'] })
    await served.core.jobs.enqueue(aJobSpec('theirs'), 'operator')
    expect(await asked(served, key, '/v0/jobs', aJobSpec('mine'))).toMatchObject({ code: 'ok' })
    expect((await served.written()).at(-1)).toBe('job.enqueued by api:key-0')
    expect(await asked(served, key, '/v0/jobs/mine')).toMatchObject({ code: 'ok' })
    expect(await asked(served, key, '/v0/jobs/theirs')).toMatchObject({ code: 'outside_key', data: { what: 'job' } })
    expect(await asked(served, key, '/v0/jobs')).toMatchObject({ code: 'right_missing', data: { right: 'read' } })
    expect(await asked(served, key, '/v0/jobs/theirs/cancel', {})).toMatchObject({ code: 'outside_key' })
    expect(await asked(served, key, '/v0/jobs/mine/retry', {})).toMatchObject({ code: 'right_missing' })
    expect(await asked(served, key, '/v0/jobs/mine/cancel', {})).toMatchObject({ code: 'ok' })
    expect(await asked(served, key, '/v0/jobs/nowhere')).toMatchObject({ code: 'job_not_found' })
  })

  it('is within its workspaces, types and pools', async () => {
    const served = await runningServer()
    await served.core.workspaces.add({ path: aHome(), name: 'second' }, 'operator')
    const bounds = { workspaces: ['first'], types: ['repo_index_task'], pools: ['few'] }
    const key = await aKey(served, { rights: ['enqueue', 'schedules'], ...bounds })
    const job = { ...aJobSpec(), workspace: 'first', pool: 'few' }
    const tries = [
      [{ ...job, workspace: 'second' }, 'workspace'],
      [{ ...job, pool: 'many' }, 'pool'],
      [{ ...aJobSpec(), workspace: 'first' }, 'pool'],
      [{ ...job, type: 'test_runner_task', payload: { commands: [['true']], timeout_sec: 5 } }, 'type'],
    ] as const
    for (const [each, what] of tries) {
      const schedule = { name: what, trigger: { kind: 'manual' }, job: each }
      for (const [path, body] of [
        ['/v0/jobs', each],
        ['/v0/jobs/check', each],
        ['/v0/schedules', schedule],
      ] as const)
        expect([path, await asked(served, key, path, body)]).toMatchObject([
          path,
          { code: 'outside_key', data: { what } },
        ])
    }
    expect(await asked(served, key, '/v0/jobs', job)).toMatchObject({ code: 'ok' })
    const schedule = { name: 'mine', trigger: { kind: 'manual' }, job }
    expect(await asked(served, key, '/v0/schedules', schedule)).toMatchObject({ code: 'ok' })
    const theirs = { ...schedule, name: 'theirs', job: { ...job, workspace: 'second' } }
    await served.core.schedules.create(theirs, 'operator')
    expect(await asked(served, key, '/v0/schedules/theirs/enable', {})).toMatchObject({ code: 'outside_key' })
    expect(await asked(served, key, '/v0/schedules/mine/enable', {})).toMatchObject({ code: 'ok' })
    const { id, revision } = served.core.schedules.get('mine')
    await served.core.schedules.edit({ id, revision, spec: { ...theirs, name: 'mine' } }, 'operator')
    expect(await asked(served, key, '/v0/schedules/mine/run', {})).toMatchObject({ data: { what: 'workspace' } })
  })

  it('are the schedules it made: it changes no other, whatever it asks for and over whatever way', async () => {
    const served = await runningServer()
    const bounds = { workspaces: ['first'], types: ['repo_index_task'] }
    const keys = [
      await aKey(served, { rights: ['schedules'] }),
      await aKey(served, { rights: ['schedules'], ...bounds }),
    ]
    const spec = { name: 'theirs', trigger: { kind: 'manual' }, job: { ...aJobSpec(), workspace: 'first' } }
    const theirs = await served.core.schedules.create(spec, 'operator')
    const firing = await served.core.schedules.runNow({ id: theirs.id }, 'operator')
    const before = await served.written()
    const changing = procedures.filter(({ needs: { own, of } }) => own === 'schedules' && of !== 'new_schedule')
    expect(changing.map(({ name }) => name)).toEqual(expect.arrayContaining(['schedules.edit', 'firings.cancel']))
    for (const { name, rpc, method = 'POST', path = '', needs } of changing) {
      const id = needs.of === 'firing' ? firing.id : theirs.id
      const rest = name === 'schedules.edit' ? { revision: 1, spec } : {}
      for (const key of keys) {
        const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
        const answers = [
          await served.ask(`/v0${path.replace('{id}', id)}`, { method, headers, body: JSON.stringify(rest) }),
          await served.post(rpc, { json: { id, ...rest } }, headers),
        ].map(({ text }) => text)
        answers.push(await overSocket(served, key, `/${name.replace('.', '/')}`, { id, ...rest }))
        for (const answer of answers) expect([name, answer]).toEqual([name, expect.stringContaining('"outside_key"')])
      }
    }
    expect(await served.written()).toEqual(before)
    const operate = await aKey(served, { rights: ['operate'] })
    expect(await asked(served, operate, '/v0/schedules/theirs/enable', {})).toMatchObject({ code: 'ok' })
  })

  it('leaves secrets and less sandbox to a decision', async () => {
    const served = await runningServer()
    const key = await aKey(served, { rights: ['enqueue', 'schedules'] })
    const lowered = {
      ...aJobSpec(),
      policy: { ...aJobSpec().policy, allow_subprocess: true, min_sandbox: 'policy-only' },
      sandbox_why: 'so',
    }
    const named = { ...aJobSpec(), policy: { ...aJobSpec().policy, secrets: ['API_TOKEN'] } }
    const { min_sandbox: _, ...commands } = lowered.policy
    const inOldForm = { ...aJobSpec(), policy: commands, compat: 'dali' }
    for (const [job, right] of [
      [lowered, 'policy'],
      [inOldForm, 'policy'],
      [named, 'secrets'],
    ] as const) {
      const refused = { code: 'right_missing', data: { right } }
      const self = { ...job, approval: { at: ['start'], on_timeout: 'approve' } }
      expect(await asked(served, key, '/v0/jobs', job)).toMatchObject(refused)
      expect(await asked(served, key, '/v0/jobs', self)).toMatchObject(refused)
      const schedule = { name: right, trigger: { kind: 'manual' }, job }
      expect(await asked(served, key, '/v0/schedules', schedule)).toMatchObject(refused)
    }
    const asking = { ...lowered, approval: { at: ['start'] } }
    expect(await asked(served, key, '/v0/jobs', asking)).toMatchObject({ code: 'ok' })
    expect(served.core.approvals.list({ limit: 1 }).items).toMatchObject([{ state: 'pending' }])
  })

  it('are the messages of its agent', async () => {
    const served = await runningServer()
    const key = await anAgent(served, { rights: ['messages'], workspaces: ['first'] })
    const spec = { note: '', capabilities: [], deliver_to: null }
    await served.core.agents.set({ name: 'other', spec }, 'operator')
    const say = (from: string, to: string) => ({ from, to: { agent: to }, body: 'Hello.' })
    const outside = { code: 'outside_key', data: { what: 'agent' } }
    expect(await asked(served, key, '/v0/messages', say('coder', 'other'))).toMatchObject({ code: 'ok' })
    expect(await asked(served, key, '/v0/messages', say('other', 'coder'))).toMatchObject(outside)
    expect(await asked(served, key, '/v0/messages', say('operator', 'coder'))).toMatchObject(outside)
    expect(await asked(served, served.token(), '/v0/messages', say('operator', 'coder'))).toMatchObject(outside)
    expect(await asked(served, key, '/v0/agents/other/inbox/take', {})).toMatchObject(outside)
    expect(await asked(served, key, '/v0/agents/other/inbox')).toMatchObject(outside)
    expect(await asked(served, key, '/v0/agents/other/seen', { state: 'busy' })).toMatchObject(outside)
    expect(await asked(served, key, '/v0/messages')).toMatchObject(outside)
    const [theirs] = served.core.messages.list({ limit: 1 }).items
    expect(await asked(served, key, '/v0/messages/read', { ids: [theirs?.id] })).toMatchObject({ code: 'outside_key' })
    expect(await asked(served, key, `/v0/messages/${theirs?.id}`)).toMatchObject({ code: 'ok' })
    const far = { from: 'coder', kind: 'spawn', body: JSON.stringify({ ...aJobSpec(), workspace: 'second' }) }
    expect(await asked(served, key, '/v0/messages', far)).toMatchObject({ code: 'outside_key' })
    // What it says of approvals is left out of account, and so hides nothing.
    const hidden = { ...far, body: JSON.stringify({ ...aJobSpec(), workspace: 'second', approval: 1 }) }
    expect(await asked(served, key, '/v0/messages', hidden)).toMatchObject({ code: 'outside_key' })
    const near = { ...far, body: JSON.stringify({ ...aJobSpec(), workspace: 'first' }) }
    expect(await asked(served, key, '/v0/messages', near)).toMatchObject({ code: 'ok' })
  })
})
