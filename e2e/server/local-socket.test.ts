import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSocketServer } from '#server'
import { connectToCore, socketOf, socketPointer } from '#server/client'
import type { Core } from '#core'
import { aHome, aJobSpec, eventsThat, runningCore, runningServer, touched } from './running-server.ts'

async function socketServerAt(home: string, overrides: Partial<Core> = {}) {
  const { core } = await runningCore(home, overrides)
  const log = pino({ level: 'silent' })
  const server = await createSocketServer({ core, home, log, version: '0', stop: () => {} })
  onTestFinished(() => server.close())
  return server
}

describe('the local socket', () => {
  it('carries calls and typed errors of the command line without a sign-in', async () => {
    const served = await runningServer()
    const client = await connectToCore(served.home)
    expect(await client?.system.status()).toMatchObject({ first_start: true })
    expect(await client?.jobs.enqueue(aJobSpec('a'))).toMatchObject({ created: true })
    expect(await served.written()).toEqual(['job.enqueued by cli'])
    await expect(client?.jobs.enqueue({ ...aJobSpec('a'), priority: 5 })).rejects.toMatchObject({
      code: 'job_conflict',
      defined: true,
      data: { remedy: expect.any(String), data: { job: 'a' } },
    })
    await expect(client?.jobs.list({ limit: 5000 })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await client?.system.signInUrl()).toMatchObject({ url: expect.stringContaining('/#code=') })
  })

  it('streams batches until the caller has had enough', async () => {
    let ended = false
    const home = aHome()
    await socketServerAt(
      home,
      eventsThat(async function* (_, signal) {
        try {
          for (let head = 1; !signal.aborted; head += 1) {
            yield touched(head)
            await new Promise((resolve) => setTimeout(resolve, 5))
          }
        } finally {
          ended = true
        }
      }),
    )
    const client = await connectToCore(home)
    const heads: number[] = []
    for await (const batch of (await client?.events.follow({})) ?? []) {
      heads.push(batch.head)
      if (heads.length === 3) break
    }
    expect(heads).toEqual([1, 2, 3])
    await expect.poll(() => ended).toBe(true)
  })

  it('ends a call when its caller aborts', async () => {
    const served = await runningServer({ overrides: { health: () => new Promise(() => {}) } })
    const client = await connectToCore(served.home)
    await expect(client?.system.health(undefined, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      name: 'TimeoutError',
    })
  })

  it('serves calls only: no console, no REST, no WebSocket', async () => {
    const served = await runningServer()
    for (const path of ['/', '/v0/status', '/auth/state', '/ws']) expect(await overSocket(served.home, path)).toBe(404)
  })

  it('is closed to other users', async () => {
    const home = aHome()
    mkdirSync(join(home, 'run'), { mode: 0o777 })
    await socketServerAt(home)
    expect(statSync(join(home, 'run')).mode & 0o777).toBe(0o700)
    expect(statSync(join(home, 'run', 'core.sock')).mode & 0o777).toBe(0o600)
  })

  it('replaces what a killed core left, and leaves nothing itself', async () => {
    const home = aHome()
    mkdirSync(join(home, 'run'))
    writeFileSync(join(home, 'run', 'core.sock'), 'left over')
    const server = await socketServerAt(home)
    expect(await connectToCore(home)).toBeDefined()
    await server.close()
    expect(leftInRun(home)).toEqual([])
  })

  it('refuses a run folder that is a symbolic link (case 71)', async () => {
    const [home, elsewhere] = [aHome(), aHome()]
    symlinkSync(elsewhere, join(home, 'run'))
    await expect(socketServerAt(home)).rejects.toMatchObject({ code: 'home_unusable' })
    expect(readdirSync(elsewhere)).toEqual([])
  })

  it('is found where the data directory lies too deep for a socket path', async () => {
    const home = join(aHome(), 'x'.repeat(60), 'y'.repeat(60))
    mkdirSync(home, { recursive: true })
    const server = await socketServerAt(home)
    expect(existsSync(socketPointer(home))).toBe(true)
    const socket = socketOf(home) ?? ''
    expect(statSync(join(socket, '..')).mode & 0o777).toBe(0o700)
    const client = await connectToCore(home)
    expect(await client?.killSwitch.get()).toMatchObject({ mode: 'released' })
    await server.close()
    expect(existsSync(join(socket, '..'))).toBe(false)
    expect(await connectToCore(home)).toBeUndefined()
  })

  it('refuses bodies over 4 MiB', async () => {
    const served = await runningServer()
    const client = await connectToCore(served.home)
    const large = { ...aJobSpec('a'), meta: { note: 'x'.repeat(5 * 1024 * 1024) } }
    await expect(client?.jobs.enqueue(large)).rejects.toMatchObject({ code: 'input_too_large' })
    expect(await served.written()).toEqual([])
  })
})

describe('connecting to a core', () => {
  it('says that none is live: no data directory, no socket, a left-over socket', async () => {
    const home = aHome()
    expect(await connectToCore(join(home, 'nowhere'))).toBeUndefined()
    mkdirSync(join(home, 'run'))
    expect(await connectToCore(home)).toBeUndefined()
    const path = join(home, 'run', 'core.sock')
    const dead = createTcpServer().listen(path)
    await new Promise((resolve) => dead.once('listening', resolve))
    dead.close()
    rmSync(path, { force: true })
    writeFileSync(path, '')
    expect(await connectToCore(home)).toBeUndefined()
  })
})

describe('closing a server', () => {
  it('removes what it wrote into run/ and takes no more requests', async () => {
    const served = await runningServer()
    const client = await connectToCore(served.home)
    await served.server.close()
    expect(leftInRun(served.home)).toEqual([])
    await expect(served.ask('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await expect(client?.killSwitch.get()).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('lets a call under way end, and cuts a stream', async () => {
    let finish = () => {}
    const served = await runningServer({
      overrides: {
        evidence: {
          export: () => Promise.reject(new Error('not here')),
          verify: () =>
            new Promise((resolve) => {
              finish = () =>
                resolve({
                  ok: true,
                  rows: 0,
                  segments: 1,
                  head: { seq: 0, hash: '' },
                  first_bad: null,
                  bodies_checked: 0,
                  bad_bodies: [],
                  duration_ms: 1,
                })
            }),
        },
      },
    })
    const client = await connectToCore(served.home)
    const verified = client?.evidence.verify({})
    const stream = await client?.events.follow({})
    await stream?.next()
    const next = stream?.next()
    const closed = served.server.close()
    setTimeout(finish, 100)
    expect(await verified).toMatchObject({ ok: true })
    await expect(next).rejects.toMatchObject({ code: 'ECONNRESET' })
    await closed
  })

  it('leaves nothing open when it cannot start', async () => {
    const first = await runningServer()
    await expect(runningServer({ port: first.port })).rejects.toThrow(`Port ${first.port} is taken`)
  })
})

function overSocket(home: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath: socketOf(home), path, agent: false })
    outgoing.once('error', reject)
    outgoing.once('response', (incoming) => {
      incoming.resume()
      resolve(incoming.statusCode ?? 0)
    })
    outgoing.end()
  })
}

/** What lies in `run/` beside the core's lock. */
function leftInRun(home: string): string[] {
  return readdirSync(join(home, 'run')).filter((name) => !name.startsWith('lock.'))
}
