import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { processStartTime } from './kill-tree.ts'
import { launch, type LaunchSpec } from './launch.ts'
import { bed, best, openFiles, refusalOf, root, run, sh, spec, withLaunchBed, weaker } from './launch-bed.ts'
import type { LaunchSupport } from './launch-support.ts'
import { alive, eventually, uniqueSeconds } from './test-bed.ts'

withLaunchBed()

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
