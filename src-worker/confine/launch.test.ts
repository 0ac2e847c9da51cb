import { spawnSync, type StdioOptions } from 'node:child_process'
import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { processStartTime } from './kill-tree.ts'
import { launch, type LaunchSpec } from './launch.ts'
import { LaunchRefused } from './launch-refused.ts'
import { openRoot, type Root } from './open-beneath.ts'
import { PathRejected } from './path-rejected.ts'
import { type LaunchSupport, probeLaunch } from './probe-launch.ts'
import type { Exit } from './supervise.ts'
import { alive, type Bed, eventually, makeBed, uniqueSeconds } from './test-bed.ts'

let bed: Bed
let root: Root
let best: LaunchSupport

beforeAll(async () => {
  best = await probeLaunch()
})
beforeEach(() => {
  bed = makeBed()
  root = openRoot(bed.root)
})
afterEach(() => {
  root.close()
  bed.remove()
})

function spec(argv: readonly string[], more: Partial<LaunchSpec> = {}): LaunchSpec {
  return {
    argv,
    cwd: { root, path: '.' },
    env: { PATH: process.env['PATH'] ?? '' },
    timeoutMs: 20_000,
    onOutput: () => undefined,
    stdin: 'ignore',
    ...more,
  }
}

async function run(
  argv: readonly string[],
  more: Partial<LaunchSpec> = {},
): Promise<Exit & { out: string; err: string }> {
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  const started = await launch(spec(argv, { onOutput: (stream, bytes) => void chunks[stream].push(bytes), ...more }))
  const exit = await started.exited
  return { ...exit, out: Buffer.concat(chunks.stdout).toString(), err: Buffer.concat(chunks.stderr).toString() }
}

async function refusalOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt
    return 'started'
  } catch (error) {
    if (error instanceof LaunchRefused) return error.code
    if (error instanceof PathRejected) return error.reason
    throw error
  }
}

const sh = (script: string) => ['sh', '-c', script]
const weaker = (kind: LaunchSupport['kind']): LaunchSupport => ({ kind, reason: 'for this test' })

it('finds a sandbox on this machine', () => {
  // Every test of what outlives whom rests on it; a machine without one proves less than it seems.
  expect(best).toMatchObject({ kind: 'bwrap' })
})

const isRoot = process.getuid?.() === 0

describe.each<[string, () => LaunchSupport]>([
  ['bwrap', () => best],
  ['bwrap without giving up root', () => ({ ...weaker('bwrap'), sandbox: { dropsRoot: false } })],
  ['pidns', () => ({ ...weaker('pidns'), namespaces: { user: !isRoot, proc: true } })],
  ['pidns in a user namespace', () => ({ ...weaker('pidns'), namespaces: { user: true, proc: true } })],
  ['pidns without its own /proc', () => ({ ...weaker('pidns'), namespaces: { user: true, proc: false } })],
  ['subreaper', () => weaker('subreaper')],
  ['pdeathsig', () => weaker('pdeathsig')],
  ['plain', () => weaker('plain')],
])('a command (%s)', (_, support) => {
  const go = (argv: readonly string[], more: Partial<LaunchSpec> = {}) => run(argv, { support: support(), ...more })

  it('reports its output and its exit code', async () => {
    const exit = await go(sh('echo out; echo err >&2; exit 7'))
    expect(exit).toMatchObject({
      out: 'out\n',
      err: 'err\n',
      exitCode: 7,
      signal: null,
      timedOut: false,
      stopped: false,
    })
    expect(exit.failure).toBeUndefined()
    expect(exit.durationMs).toBeLessThan(15_000)
  })

  it.each(['TERM', 'KILL', 'ABRT', 'SEGV', 'HUP', 'INT', 'USR1'])(
    'that sends itself SIG%s ends by it',
    async (name) => {
      const exit = await go(sh(`ulimit -c 0; kill -${name} $$; sleep 9; exit 1`))
      expect(exit).toMatchObject({ exitCode: null, signal: `SIG${name}`, timedOut: false })
    },
  )

  it('that exits as if it had been killed or not found is told apart from that', async () => {
    for (const code of [126, 127, 137, 143])
      expect(await go(sh(`exit ${code}`))).toMatchObject({ exitCode: code, signal: null })
  })

  it('gets its arguments byte for byte', async () => {
    const argv = [
      'a;rm -rf ~',
      '$(id)',
      '`id`',
      '\n',
      '',
      ' ',
      '*',
      '--',
      '-n',
      'é😀',
      "'",
      '"',
      '\\',
      '%s',
      'a=b',
      '\t',
    ]
    const { out } = await go([
      'python3',
      '-c',
      'import sys,os; sys.stdout.buffer.write(b"\\0".join(map(os.fsencode, sys.argv[1:])))',
      ...argv,
    ])
    expect(out.split('\0')).toEqual(argv)
  })

  it('gets the environment it was given and no other', async () => {
    const { out } = await go(['env'], { env: { PATH: process.env['PATH'] ?? '', ONLY: 'this' } })
    expect(out.split('\n').filter(Boolean).toSorted()).toEqual(['ONLY=this', `PATH=${process.env['PATH']}`])
  })

  it('has three descriptors and an empty input', async () => {
    const { out } = await go(['ls', '-l', '/proc/self/fd'])
    expect(openFiles(out)).toEqual(['/dev/null', 'fifo', 'fifo'])
    expect(await go(['cat'])).toMatchObject({ exitCode: 0, out: '' })
  })

  it('can open its output again by name', async () => {
    expect(await go(sh('echo out > /dev/stdout; echo err > /dev/stderr'))).toMatchObject({
      out: 'out\n',
      err: 'err\n',
      exitCode: 0,
    })
  })

  it('meets the signals as if nobody had touched them', async () => {
    const { out } = await go(['grep', '-E', 'SigBlk|SigIgn', '/proc/self/status'])
    expect(out).toBe(`SigBlk:\t${'0'.repeat(16)}\nSigIgn:\t${'0'.repeat(16)}\n`)
  })

  it('runs in the directory it was given', async () => {
    mkdirSync(join(bed.root, 'a/b'), { recursive: true })
    expect((await go(['pwd'], { cwd: { root, path: 'a/b' } })).out).toBe(`${bed.root}/a/b\n`)
    expect((await go(sh('echo $PWD; cd ..; pwd'), { cwd: { root, path: 'a/b' } })).out).toBe(
      `${bed.root}/a/b\n${bed.root}/a\n`,
    )
  })

  it('is asked to end at its time limit, and may', async () => {
    const exit = await go(sh('trap "echo bye; exit 3" TERM; echo on; while :; do sleep 0.02; done'), { timeoutMs: 800 })
    expect(exit).toMatchObject({
      timedOut: true,
      stopped: false,
      exitCode: 3,
      out: expect.stringMatching(/^on\n.*bye\n$/s),
    })
    expect(exit.durationMs).toBeLessThan(800 + 500)
  })

  it('is killed when it ignores that', async () => {
    const marker = uniqueSeconds()
    const exit = await go(sh(`trap '' TERM; sleep ${marker} & while :; do sleep 0.05; done`), { timeoutMs: 200 })
    expect(exit).toMatchObject({ timedOut: true, signal: 'SIGKILL' })
    expect(exit.durationMs).toBeGreaterThanOrEqual(680)
    expect(exit.durationMs).toBeLessThan(5000)
    expect(alive(marker)).toEqual([])
  })

  it('that stopped itself is ended at its time limit', async () => {
    const exit = await go(sh('kill -STOP $$'), { timeoutMs: 200 })
    expect(exit).toMatchObject({ timedOut: true, signal: 'SIGKILL' })
  })

  it('is ended by an abort, with the time to tidy up', async () => {
    const stop = new AbortController()
    const exit = await go(sh('trap "exit 5" TERM; echo on; while :; do sleep 0.02; done'), {
      signal: stop.signal,
      onOutput: () => stop.abort(),
    })
    expect(exit).toMatchObject({ stopped: true, timedOut: false, exitCode: 5, signal: null })
  })

  it('is ended by an abort that comes while it is being started', async () => {
    const stop = new AbortController()
    const started = go(['sleep', '20'], { signal: stop.signal })
    stop.abort()
    expect(await refusalOf(started.then((exit) => expect(exit.stopped).toBe(true)))).toMatch(
      /^(started|stopped_before_start)$/,
    )
    const late = new AbortController()
    setTimeout(() => late.abort(), 3)
    expect(await refusalOf(go(['sleep', '20'], { signal: late.signal }))).toMatch(/^(started|stopped_before_start)$/)
  })

  it('is killed at once when that is asked for', async () => {
    const marker = uniqueSeconds()
    const started = await launch(spec(sh(`trap '' TERM; sleep ${marker} & sleep ${marker}`), { support: support() }))
    expect(await eventually(() => alive(marker).length === 2)).toBe(true)
    expect(started.usage().processes).toBeGreaterThanOrEqual(3)
    expect(processStartTime(started.pid)).toBe(started.startTime)
    const began = performance.now()
    expect(await started.kill()).toMatchObject({ stopped: true, signal: 'SIGKILL' })
    expect(performance.now() - began).toBeLessThan(2000)
    expect(alive(marker)).toEqual([])
    expect(processStartTime(started.pid)).toBeUndefined()
  })

  it('leaves nothing behind in the background, and does not wait for it', async () => {
    const marker = uniqueSeconds()
    const exit = await go(sh(`sleep ${marker} & echo done`))
    expect(exit).toMatchObject({ exitCode: 0, out: 'done\n' })
    expect(exit.durationMs).toBeLessThan(5000)
    expect(alive(marker)).toEqual([])
  })

  it('writes a flood without being kept in memory', async () => {
    let total = 0
    const before = process.memoryUsage().rss
    const exit = await go(['head', '-c', '300000000', '/dev/zero'], {
      onOutput: (_stream, bytes) => void (total += bytes.length),
    })
    expect([exit.exitCode, total]).toEqual([0, 300_000_000])
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000)
  })
})

describe('output', () => {
  it('waits while the sink is at work, in order, and loses nothing', async () => {
    const seen: string[] = []
    let atWork = 0
    const exit = await run(
      sh('for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.01; done; head -c 200000 /dev/zero | tr "\\0" x'),
      {
        async onOutput(_stream, bytes) {
          atWork += 1
          expect(atWork).toBe(1)
          await sleep(15)
          seen.push(bytes.toString())
          atWork -= 1
        },
      },
    )
    expect(exit.exitCode).toBe(0)
    expect(seen.join('')).toBe(`1\n2\n3\n4\n5\n6\n7\n8\n${'x'.repeat(200_000)}`)
  })

  it('makes the command wait when nobody takes it', async () => {
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => (release = resolve))
    let taken = 0
    const started = await launch(
      spec(['head', '-c', '50000000', '/dev/zero'], {
        async onOutput(_stream, bytes) {
          taken += bytes.length
          await gate
        },
      }),
    )
    await sleep(300)
    expect(taken).toBeLessThan(2_000_000)
    expect(alive('50000000')).not.toEqual([])
    release()
    expect(await started.exited).toMatchObject({ exitCode: 0 })
    expect(taken).toBe(50_000_000)
  })

  it('that is refused ends the command', async () => {
    const cause = new Error('no more')
    const exit = await run(['yes'], { onOutput: () => Promise.reject(cause) })
    expect(exit).toMatchObject({ stopped: true, signal: 'SIGKILL', failure: { code: 'output_refused', cause } })
  })

  it('carries the time since the start', async () => {
    const times: number[] = []
    await run(sh('echo a; sleep 0.5; echo b'), { onOutput: (_stream, _bytes, atMs) => void times.push(atMs) })
    expect(times).toHaveLength(2)
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(100)
  })
})

describe('a command that cannot be started', () => {
  it.each<[string, readonly string[], string]>([
    ['nothing', [], 'argv_empty'],
    ['an empty name', [''], 'argv_empty'],
    ['a NUL', ['echo', 'a\0b'], 'argv_nul'],
    ['a huge argument', ['echo', 'x'.repeat(200_000)], 'argv_too_long'],
    ['very many arguments', ['echo', ...Array.from({ length: 20_000 }, () => 'x'.repeat(60))], 'argv_too_long'],
    ['an unknown name', ['definitely-not-a-command'], 'command_not_found'],
    ['an unknown path', ['./nope'], 'command_not_found'],
    ['an unknown absolute path', ['/nope/nope'], 'command_not_found'],
    ['a path out of the workspace', ['../outside/tool'], 'command_outside_root'],
    ['a directory', ['./dir'], 'not_executable'],
    ['a file without the permission', ['./plain'], 'not_executable'],
    ['a script without an interpreter', ['./script'], 'not_executable'],
    ['a script with a missing interpreter', ['./lost'], 'not_executable'],
  ])('%s', async (_, argv, code) => {
    mkdirSync(join(bed.root, 'dir'))
    writeFileSync(join(bed.outside, 'tool'), '#!/bin/sh\n', { mode: 0o755 })
    bed.write('plain', '#!/bin/sh\n')
    chmodSync(bed.write('script', 'echo hi\n'), 0o755)
    chmodSync(bed.write('lost', '#!/nope/nope\n'), 0o755)
    expect(await refusalOf(run(argv))).toBe(code)
  })

  it('says no argument and no variable in its message', async () => {
    const token = 'ghp_1234567890'
    const attempts = [
      run(['echo', `${token}\0`]),
      run(['echo', token.repeat(20_000)]),
      run(['true'], { env: { A: `${token}\0` } }),
    ]
    for (const attempt of attempts) await expect(attempt).rejects.not.toThrow(token)
  })

  it.each<[string, string, string]>([
    ['a file', 'file', 'cwd_not_a_directory'],
    ['missing', 'nope', 'not_found'],
    ['a link', 'link', 'symlink'],
    ['outside', '../outside', 'parent_ref'],
  ])('in a directory that is %s', async (_, path, code) => {
    bed.write('file', '')
    symlinkSync(bed.outside, join(bed.root, 'link'))
    expect(await refusalOf(run(['pwd'], { cwd: { root, path } }))).toBe(code)
  })

  it('because it was stopped before', async () => {
    expect(await refusalOf(run(['true'], { signal: AbortSignal.abort() }))).toBe('stopped_before_start')
  })

  it('leaves no descriptors behind, however often', async () => {
    const open = () => readdirSync('/proc/self/fd').length
    await run(['true'])
    const before = open()
    for (let n = 0; n < 30; n++) {
      await refusalOf(run(['nope']))
      await refusalOf(run(['true'], { signal: AbortSignal.abort() }))
      await run(['true'])
    }
    // Pipes are made for several commands at once.
    expect(await eventually(() => open() <= before + 32)).toBe(true)
  })
})

describe('the executable', () => {
  it('is looked up in the PATH of the run, passing over what is not absolute', async () => {
    mkdirSync(join(bed.root, 'bin'))
    writeFileSync(join(bed.root, 'bin/tool'), '#!/bin/sh\necho mine\n', { mode: 0o755 })
    writeFileSync(join(bed.root, 'tool'), '#!/bin/sh\necho EVIL\n', { mode: 0o755 })
    expect(await refusalOf(run(['tool'], { env: { PATH: '.::bin' } }))).toBe('command_not_found')
    expect((await run(['tool'], { env: { PATH: `.:${bed.root}/bin:/usr/bin:/bin` } })).out).toBe('mine\n')
  })

  it('with a slash counts from the working directory', async () => {
    mkdirSync(join(bed.root, 'src'))
    writeFileSync(join(bed.root, 'tool'), '#!/bin/sh\necho $1\n', { mode: 0o755 })
    expect((await run(['../tool', 'arg'], { cwd: { root, path: 'src' } })).out).toBe('arg\n')
    expect((await run(['./tool', 'arg'])).out).toBe('arg\n')
  })

  it('may be a link to somewhere else, as in a virtual environment', async () => {
    mkdirSync(join(bed.root, 'venv/bin'), { recursive: true })
    symlinkSync('/bin/sh', join(bed.root, 'venv/bin/shell'))
    expect((await run(['venv/bin/shell', '-c', 'echo $0'])).out).toBe(`${bed.root}/venv/bin/shell\n`)
  })
})

it('keeps descriptors that its own parent left open away from the command', async () => {
  const script = `
    const { launch, openRoot } = await import(${JSON.stringify(pathToFileURL(`${import.meta.dirname}/index.ts`).href)})
    const started = await launch({
      argv: ['ls', '-l', '/proc/self/fd'],
      cwd: { root: openRoot(${JSON.stringify(bed.root)}), path: '.' },
      env: { PATH: process.env.PATH },
      onOutput: (_, bytes) => process.stdout.write(bytes),
      stdin: 'ignore',
      timeoutMs: 10_000,
    })
    await started.exited
    process.stdout.write(await import('node:fs').then((fs) => fs.readFileSync(40, 'utf8')))
  `
  const leaked = openSync(bed.write('leaked', 'OPEN HERE'), 'r')
  const stdio: StdioOptions = [
    'ignore',
    'pipe',
    'inherit',
    ...Array.from({ length: 37 }, () => 'ignore' as const),
    leaked,
  ]
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { stdio, encoding: 'utf8' })
  closeSync(leaked)
  expect(stdout).toMatch(/OPEN HERE$/)
  expect(openFiles(stdout)).toEqual(['/dev/null', 'fifo', 'fifo'])
})

/** What descriptors lead to by a long listing of them: without the listing itself and what was covered with /dev/null. */
function openFiles(listing: string): string[] {
  const targets = [...listing.matchAll(/ (\d+) -> (\S+)/g)].map(([, fd, target = '']) => ({ fd: Number(fd), target }))
  return targets
    .toSorted((a, b) => a.fd - b.fd)
    .filter(({ fd, target }) => fd < 3 || !(target === '/dev/null' || /^\/proc\/\d+\/fd$/.test(target)))
    .map(({ target }) => target.replace(/.*interlock-pipes-.*/, 'fifo'))
}
