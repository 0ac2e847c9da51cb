import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { type Core, createCore } from '#core'
import { READ_ONLY_POLICY } from '#schemas'
import type { Touched } from '#schemas/contract'
import type { Clock } from '#schemas/format'
import { createServer, type CreateServerOptions } from '#server'

const exchangedSchema = z.object({ key: z.string() })

const root = join(import.meta.dirname, '..', '..')

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface Asked {
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Buffer
}

/** A data directory of its own, removed after the test. */
export function aHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'interlock-server-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return home
}

/**
 * A real core without workers, with one empty workspace. `overrides` replace single acts of it, for what a test must bring
 * about by force: a failure, a flood, an answer that never comes.
 */
export async function runningCore(
  home: string,
  overrides: Partial<Core> = {},
  readerEntry = join(root, 'dist', 'reader.js'),
) {
  const opened = await createCore({
    home,
    shell: 'daemon',
    version: '0.0.0-test',
    slots: 0,
    workerEntry: join(root, 'dist', 'worker.js'),
    readerEntry,
    resources: join(root, 'resources'),
  })
  onTestFinished(() => opened.close('test ended'))
  await opened.workspaces.add({ path: aHome(), name: 'first' }, 'test')
  const core = { ...opened, ...overrides }
  const before = core.status().ledger.seq
  return {
    core,
    /** What was written since the start: the kind of each event and who caused it. */
    written: async () =>
      (await opened.events.page({ after: before, limit: 500 })).items.map(({ kind, actor }) => `${kind} by ${actor}`),
  }
}

/** A real server on a free port over a real core, and the ways to ask it. */
export async function runningServer(
  options: Partial<CreateServerOptions> & { overrides?: Partial<Core>; readerEntry?: string } = {},
) {
  const { overrides, readerEntry, ...rest } = options
  const home = aHome()
  const running = await runningCore(home, overrides, readerEntry)
  const rendererDir = join(home, 'renderer')
  mkdirSync(join(rendererDir, 'assets'), { recursive: true })
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>Interlock</title>')
  writeFileSync(join(rendererDir, 'assets', 'app-abc123.js'), 'export {}')
  writeFileSync(join(home, 'outside.txt'), 'not for the browser')
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  let stops = 0
  const server = await createServer({
    core: running.core,
    home,
    port: 0,
    rendererDir,
    log,
    version: '0.0.0-test',
    stop: () => (stops += 1),
    ...rest,
  })
  onTestFinished(() => server.close())
  const port = Number(new URL(server.url).port)
  const host = `127.0.0.1:${port}`

  /** One request, exactly as given: only the Host and the length of the body are added. */
  function ask(path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port, path, method, headers: { host, ...headers }, agent: false })
      outgoing.once('error', reject)
      outgoing.once('response', (incoming) => {
        let text = ''
        incoming.setEncoding('utf8')
        incoming.on('data', (chunk: string) => (text += chunk))
        incoming.once('error', reject)
        incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }))
      })
      if (body !== undefined && outgoing.getHeader('transfer-encoding') === undefined)
        outgoing.setHeader('content-length', Buffer.byteLength(body))
      outgoing.end(body)
    })
  }

  /** Sends bytes and gives what came back until the server closed the connection. */
  function askRaw(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
      let text = ''
      socket.on('data', (chunk) => (text += chunk.toString('latin1')))
      socket.once('error', reject)
      socket.once('close', () => resolve(text))
    })
  }

  const origin = `http://${host}`
  const json = { 'content-type': 'application/json' }
  const post = (path: string, body: unknown, headers: OutgoingHttpHeaders = {}) =>
    ask(path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) })

  /** Signs a browser in and gives what it proves itself with: its cookie as `name=value`, and its key. */
  async function signIn() {
    const code = new URLSearchParams(new URL(server.signInUrl()).hash.slice(1)).get('code')
    const answer = await post('/auth/exchange', { code }, { origin })
    const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    const { key } = exchangedSchema.parse(JSON.parse(answer.text))
    return { cookie, key, proof: { cookie, 'x-interlock-key': key }, protocols: ['interlock', `key.${key}`] }
  }

  return {
    ...running,
    server,
    home,
    port,
    host,
    origin,
    fromConsole: { origin },
    ask,
    askRaw,
    post,
    signIn,
    token: () => readFileSync(join(home, 'run', 'token'), 'utf8'),
    log: () => lines.join(''),
    stops: () => stops,
  }
}

/** A clock that stands still until it is moved. */
export function heldClock(): Clock & { pass: (ms: number) => void } {
  let now = 0
  const timers = new Set<{ ms: number; due: number; fire: () => void; again: boolean }>()
  const start = (ms: number, fire: () => void, again: boolean) => {
    const timer = { ms, due: now + ms, fire, again }
    timers.add(timer)
    return () => void timers.delete(timer)
  }
  return {
    now: () => 1_750_000_000_000 + now,
    monotonic: () => now,
    after: (ms, fire) => start(ms, fire, false),
    every: (ms, fire) => start(ms, fire, true),
    pass(ms) {
      now += ms
      for (const timer of timers) {
        while (timers.has(timer) && timer.due <= now) {
          timer.due += timer.ms
          if (!timer.again) timers.delete(timer)
          timer.fire()
        }
      }
    },
  }
}

/** The value once it has not changed for a while. */
export async function standsStill(read: () => number): Promise<number> {
  let last = -1
  while (last !== read()) {
    last = read()
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  return last
}

/** A job spec of the smallest kind. */
export function aJobSpec(id?: string) {
  return {
    ...(id !== undefined && { id }),
    type: 'repo_index_task',
    payload: { include_globs: ['**/*.md'], max_files: 10, max_file_bytes: 1024 },
    budgets: { max_wall_time_sec: 60, max_tool_calls: 10, max_output_bytes: 262_144, max_concurrency_slots: 1 },
    policy: READ_ONLY_POLICY,
  }
}

/** Events that follow as `follow` says, with nothing to page through. */
export function eventsThat(follow: Core['events']['follow']): { events: Core['events'] } {
  return { events: { page: async () => ({ items: [], head: 0, more: false }), get: async () => null, follow } }
}

export function touched(head: number): Touched {
  return { head, now: new Date(0).toISOString(), topics: ['jobs'], jobs: [], many: false, usage: [] }
}
