import { createServer } from 'node:net'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isLiving, livingWith } from '../support/processes.ts'
import { until } from '../support/wait.ts'
import { aStartedCore, atATerminal, aTerminal } from './terminal.ts'

describe('interlock start', () => {
  it('runs the demo on a first start, and says what each job found', async () => {
    const { begin, run, home } = aTerminal()
    const core = begin('start', '--port', '0', '--slots', '2')
    await core.says(/The chain verifies/, 20_000)

    expect(core.stderr()).toContain(join(home, 'demo-workspace'))
    expect(core.stdout()).toMatch(
      /Repository index: 12 files looked at, 3 with hits: .*release-plan\.md \(deadline, risk, owner\)/,
    )
    expect(core.stdout()).toMatch(/Document compaction: 5 documents, .* read, .* written to /)
    expect(core.stdout()).toContain('Test run: 12 of 12 tests passed')

    await core.end('SIGTERM')
    const again = begin('start', '--port', '0')
    await again.says(/#code=/)
    expect((await run('jobs', 'list', '--json')).value().items).toHaveLength(3)
  })

  it.each([
    ['n', /No demo\./],
    ['y', /12 of 12 tests passed/],
  ])('asks where somebody sits at a terminal, and takes %s for an answer', async (answer, outcome) => {
    const { home } = aTerminal()
    const seated = atATerminal(['--home', home, 'start', '--port', '0'])
    await seated.says(/Run it now\? \[Y\/n\]/)
    seated.types(`${answer}\n`)
    await seated.says(outcome)
    seated.types('\u0003')
    expect(await seated.ended()).toBe(0)
  })

  it('serves a console that its address signs in to', async () => {
    const { core } = await aStartedCore()
    const [, origin, code] = await core.says(/(http:\/\/127\.0\.0\.1:\d+)\/#code=(\S+)/)
    expect((await fetch(`${origin}/`)).status).toBe(200)
    expect(code).toMatch(/^[\w-]{43}$/)
  })

  it('says where the core is that runs already, with a fresh address', async () => {
    const { core, run } = await aStartedCore()
    const first = await core.says(/#code=(\S+)/)
    const second = await run('start', '--json')
    expect(second.code).toBe(0)
    expect(second.value()).toMatchObject({ status: 'already_running', url: expect.stringContaining('#code=') })
    expect(second.value().url).not.toContain(first[1])
    expect((await run('open', '--json')).value()).toEqual({ url: expect.stringContaining('#code='), opened: false })
  })

  it('stops everything with one signal', async () => {
    const { core, home, run } = await aStartedCore('--slots', '2')
    const workers = async () => (await run('status', '--json')).value().workers.map(({ pid }: { pid: number }) => pid)
    await until('two workers', async () => (await workers()).filter((pid: number | null) => pid !== null).length === 2)
    const pids: number[] = await workers()
    expect(await core.end('SIGINT')).toMatchObject({ code: 0, stderr: expect.stringContaining('Stopping') })
    await until('no process of it', () => livingWith(home).length === 0 && !pids.some(isLiving))
    expect(existsSync(join(home, 'run', 'core.sock'))).toBe(false)
  })

  it('is stopped from another terminal, once', async () => {
    const { core, run } = await aStartedCore()
    expect(await run('stop')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Stopped process \d+/) })
    expect(await core.ended()).toMatchObject({ code: 0 })
    expect(await run('stop', '--json')).toMatchObject({ code: 0, stdout: '{"stopped":false,"pid":null}\n' })
  })

  it('takes the wished port or nothing', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void taken.close())
    await once(taken, 'listening')
    const address = taken.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    const refused = await aTerminal().run('start', '--port', port)
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(`Port ${port} is taken`) })
  })
})

describe('interlock status', () => {
  it('answers for a running core, for people and for scripts', async () => {
    const { run, home } = await aStartedCore()
    expect((await run('status')).stdout).toMatch(/^Interlock \S+ runs as daemon, process \d+, since /)
    expect((await run('status', '--json')).value()).toMatchObject({ live: true, core: { home, shell: 'daemon' } })
  })

  it('looks into the data directory where none runs, and makes none', async () => {
    const terminal = aTerminal()
    const none = await terminal.run('status', '--json')
    expect(none).toMatchObject({ code: 3, stdout: '' })
    expect(none.failure()).toMatchObject({
      code: 'no_data',
      remedy: expect.stringMatching(/Start one with `.* start`/),
    })
    expect(existsSync(terminal.home)).toBe(false)

    await terminal.run('kill')
    expect((await terminal.run('status', '--json')).value()).toMatchObject({
      live: false,
      kill_switch: { mode: 'engaged' },
    })
  })
})
