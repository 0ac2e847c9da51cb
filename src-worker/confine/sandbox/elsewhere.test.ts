import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SANDBOX_PROMISES } from '#schemas'
import { killTree, measureTree } from '../kill-tree.ts'
import { launch, type LaunchSpec } from '../launch.ts'
import { openRoot, type Root } from '../open-beneath.ts'
import { probeElsewhere } from '../probe-elsewhere.ts'
import type { LaunchSupport } from '../launch-support.ts'
import { probeLaunch } from '../probe-launch.ts'
import { alive, type Bed, eventually, makeBed, uniqueSeconds } from '../test-bed.ts'
import { DEFAULT_CONFINEMENT, type Limits } from './confinement.ts'
import { jobObjectCalls } from './job-object.ts'
import type { JobObjects } from './job-objects.ts'
import { seatbeltProfile } from './sandbox-runtime.ts'
import { seatbeltArguments, seatbeltConfiguration } from './seatbelt.ts'
import { selfTest } from './self-test.ts'
import { tryElsewhere } from './self-test-elsewhere.ts'
import type { ExceededLimit } from './tree-watch.ts'
import { secondsIn } from './watch-by-ps.ts'

let bed: Bed
let root: Root
beforeEach(() => {
  bed = makeBed()
  root = openRoot(bed.root)
})
afterEach(() => {
  root.close()
  bed.remove()
})

async function run(argv: readonly string[], more: Partial<LaunchSpec>) {
  let out = ''
  const started = await launch({
    argv,
    cwd: { root, path: '.' },
    env: { PATH: '/usr/bin:/bin' },
    timeoutMs: 20_000,
    onOutput: (_, bytes) => void (out += bytes.toString()),
    stdin: 'ignore',
    ...more,
  })
  return { ...(await started.exited), out, support: started.support }
}

describe('how commands are bound', () => {
  const works = { trySeatbelt: async () => undefined, jobObjects: async () => createBook().jobs }
  const fails = {
    trySeatbelt: () => Promise.reject(new Error('It did not run.')),
    jobObjects: () => Promise.reject(new Error('Windows refused CreateJobObjectW (error 5).')),
  }

  it.each<[NodeJS.Platform, LaunchSupport['kind']]>([
    ['darwin', 'seatbelt'],
    ['win32', 'job-object'],
    ['freebsd', 'plain'],
  ])('on %s is by %s', async (platform, kind) => {
    expect(await probeElsewhere(platform, works)).toMatchObject({ kind })
  })

  it.each<[NodeJS.Platform, string]>([
    ['darwin', 'It did not run.'],
    ['win32', 'Windows refused CreateJobObjectW (error 5).'],
  ])('on %s is by looking only, where it cannot be had, and says why', async (platform, reason) => {
    expect(await probeElsewhere(platform, fails)).toEqual({ kind: 'plain', reason })
  })

  it('is never by what this system does not have', async () => {
    expect(await probeElsewhere('darwin')).toMatchObject({
      kind: 'plain',
      reason: expect.stringMatching(/sandbox-exec/),
    })
    expect(await probeElsewhere('win32')).toMatchObject({
      kind: 'plain',
      reason: expect.stringMatching(/library/) as unknown,
    })
  })
})

/** In the place of sandbox-exec: notes the profile and becomes the command, as that does. */
function standIn(): { support: LaunchSupport; alterSandbox: NonNullable<LaunchSpec['alterSandbox']>; profile: string } {
  const profile = join(bed.outside, 'profile')
  const program = join(bed.outside, 'sandbox-exec')
  writeFileSync(program, `#!/bin/sh\n[ "$1" = -p ] && printf %s "$2" > '${profile}' && shift 2 && exec "$@"\n`, {
    mode: 0o755,
  })
  return { support: { kind: 'seatbelt', reason: '' }, alterSandbox: ([, ...rest]) => [program, ...rest], profile }
}

describe('under Seatbelt a command', () => {
  it('is started with its profile, its limits and its own arguments, and ends as itself', async () => {
    const { profile, ...stand } = standIn()
    const home = join(bed.outside, 'home')
    const confinement = {
      ...DEFAULT_CONFINEMENT,
      home,
      ownData: '/data',
      limits: { ...DEFAULT_CONFINEMENT.limits, fileBytes: 2048, cpuSeconds: 7 },
    }
    const script = 'ulimit -c; ulimit -f; ulimit -t; printf %s "$1"; exit 7'
    const argv = ['bash', '-c', script, 'x', `a'b "c" $(d)`]
    const exit = await run(argv, { ...stand, confinement })
    expect(exit).toMatchObject({ exitCode: 7, out: `0\n2\n8\na'b "c" $(d)`, support: 'seatbelt' })
    const written = readFileSync(profile, 'utf8')
    expect(written).toMatch(/^\(version 1\)\n\(deny default/)
    const filters = (rule: string) => new RegExp(`\\(${rule}\\n([^]*?)\\n  \\(with message`).exec(written)?.[1] ?? ''
    expect(filters('deny file-read\\*')).toContain('(subpath "/data")')
    expect(filters('allow file-read\\*')).toContain(`(subpath "${bed.root}")`)
    expect(filters('allow file-write\\*').trim()).toBe(`(subpath "${bed.root}")\n  (subpath "${home}")`)
    expect(filters('deny file-write\\*')).toContain(`(subpath "${bed.root}/.git")`)
    expect(written).not.toMatch(/\(allow (network|system-socket \(socket-domain AF_UNIX)/)
  })

  it('names no argument of the command where others can read it', () => {
    const place = { workspace: bed.root, userHome: '/Users/me' }
    const profile = seatbeltProfile(seatbeltConfiguration(DEFAULT_CONFINEMENT, place))
    expect(seatbeltArguments(profile, DEFAULT_CONFINEMENT.limits, ['tool', '--token']).slice(-2)).toEqual([
      'tool',
      '--token',
    ])
    expect(profile).not.toContain('tool')
  })

  it('whose workspace is named like a pattern is kept to that workspace', () => {
    const workspace = '/Users/me/a[b]*'
    const profile = seatbeltProfile(seatbeltConfiguration(DEFAULT_CONFINEMENT, { workspace, userHome: '/Users/me' }))
    expect(profile).toContain(`(subpath ${JSON.stringify(workspace)})`)
  })

  it('lets a job that may commit name no programs, and no other place to look for them', () => {
    const place = { workspace: bed.root, userHome: '/Users/me' }
    const profile = seatbeltProfile(seatbeltConfiguration({ ...DEFAULT_CONFINEMENT, git: 'pinned' }, place))
    const denied = /\(deny file-write\*([^]*?)\(with message/.exec(profile)?.[1]
    for (const name of ['hooks', 'config', 'config.worktree', 'commondir', 'modules', 'worktrees'])
      expect(denied).toContain(`(subpath "${bed.root}/.git/${name}")`)
  })

  it.each(['\b', '\u0001', '\n'])(
    'is not written for a path with %j, which Seatbelt would read as another',
    (letter) => {
      const configure = (place: { workspace: string; userHome: string }) =>
        seatbeltConfiguration(DEFAULT_CONFINEMENT, place)
      expect(() => configure({ workspace: `/Users/me/a${letter}b`, userHome: '/Users/me' })).toThrow(
        /control character/,
      )
      expect(() => configure({ workspace: '/Users/me/ab', userHome: `/Users/m${letter}e` })).toThrow(
        /control character/,
      )
    },
  )

  it('makes sockets only where it may write, and only when it may', () => {
    const place = { workspace: bed.root, userHome: '/Users/me', scratch: '/data/run/home' }
    const { network } = seatbeltConfiguration({ ...DEFAULT_CONFINEMENT, unixSockets: true }, place)
    expect(network.allowUnixSockets).toEqual([bed.root, '/data/run/home'])
    expect(seatbeltProfile(seatbeltConfiguration({ ...DEFAULT_CONFINEMENT, unixSockets: true }, place))).toContain(
      `(allow network-bind (local unix-socket (subpath "${bed.root}")))`,
    )
  })

  it('is killed at its wall time with what it started', async () => {
    const marker = uniqueSeconds()
    const { profile: _, ...stand } = standIn()
    const exit = await run(['sh', '-c', `sleep ${marker} & wait`], { ...stand, timeoutMs: 300 })
    expect(exit.timedOut).toBe(true)
    expect(await eventually(() => alive(marker).length === 0)).toBe(true)
  })
})

describe('under Seatbelt a command is watched, and ends', () => {
  const python = (script: string) => ['python3', '-c', script]
  it.each<[string, readonly string[], Partial<Limits>, ExceededLimit]>([
    [
      'over its memory',
      python('import time\nall = [bytearray(b"x" * (80 << 20))]\ntime.sleep(20)'),
      { memoryBytes: 64 * 2 ** 20 },
      'max_memory_bytes',
    ],
    [
      'over its processes',
      ['sh', '-c', 'for n in 1 2 3 4 5 6; do sleep 20 & done; wait'],
      { processes: 4 },
      'max_processes',
    ],
    ['over its processor time', ['sh', '-c', 'while :; do :; done'], { cpuSeconds: 1 }, 'max_cpu_sec'],
  ])('%s', async (_, argv, limits, exceeded) => {
    const { profile: _profile, ...stand } = standIn()
    const confinement = { ...DEFAULT_CONFINEMENT, limits: { ...DEFAULT_CONFINEMENT.limits, ...limits } }
    expect(await run(argv, { ...stand, confinement })).toMatchObject({ exceeded, stopped: true })
  })

  it.each([
    ['1:02.50', 62.5],
    ['02:03:04', 7384],
    ['1-00:00:01', 86_401],
  ])('reads a time of %s', (time, seconds) => {
    expect(secondsIn(time)).toBe(seconds)
  })
})

/** In the place of Windows: notes what it is asked for, and ends processes by looking for them. */
function createBook() {
  const asked: string[] = []
  const jobs: JobObjects = {
    async enclose(calls, pid) {
      asked.push(...calls.map(({ call }) => call))
      return {
        terminate: () => void killTree(pid),
        usage: () => ({ processes: measureTree([pid]).processes, cpuSeconds: 1, peakBytes: 5 }),
        close: () => void asked.push('close'),
      }
    },
  }
  return { asked, jobs }
}

describe('in a Job Object a command', () => {
  const within = (jobs: JobObjects): Partial<LaunchSpec> => ({ support: { kind: 'job-object', reason: '', jobs } })

  it('is started by a runner that was put into it, with its own arguments, and ends as itself', async () => {
    const { asked, jobs } = createBook()
    const script = 'printf "%s|" "$1" "$CANARY" "$NODE_CHANNEL_FD" "$PWD"; exit 7'
    const env = { PATH: '/usr/bin:/bin', CANARY: 'x' }
    const exit = await run(['sh', '-c', script, 'x', `a'b "c" $(d)`], { ...within(jobs), env })
    expect(exit).toMatchObject({ exitCode: 7, signal: null, support: 'job-object' })
    expect(exit.out).toBe(`a'b "c" $(d)|x||${bed.root}|`)
    expect(asked).toEqual([...jobObjectCalls(DEFAULT_CONFINEMENT).map(({ call }) => call), 'close'])
  })

  it('is not started where the job is refused, and nothing is left of its runner', async () => {
    const jobs: JobObjects = {
      enclose: () => Promise.reject(new Error('Windows refused SetInformationJobObject (error 87).')),
    }
    await expect(run(['sleep', '60'], within(jobs))).rejects.toMatchObject({
      code: 'start_failed',
      message: expect.stringContaining('refused SetInformationJobObject (error 87)') as unknown,
    })
  })

  it('that the system does not start is refused, with the reason', async () => {
    const { asked, jobs } = createBook()
    // It is gone when the runner starts it.
    const tool = bed.write('tool', '#!/bin/sh\n')
    chmodSync(tool, 0o755)
    const late: JobObjects = {
      enclose(calls, pid) {
        rmSync(tool)
        return jobs.enclose(calls, pid)
      },
    }
    await expect(run(['./tool'], within(late))).rejects.toMatchObject({
      code: 'start_failed',
      message: expect.stringContaining('(ENOENT)') as unknown,
    })
    expect(asked.at(-1)).toBe('close')
  })

  it('is ended with all it started at its wall time, and by a kill', async () => {
    const marker = uniqueSeconds()
    const { jobs } = createBook()
    expect(await run(['sh', '-c', `sleep ${marker} & wait`], { ...within(jobs), timeoutMs: 300 })).toMatchObject({
      timedOut: true,
    })
    expect(await eventually(() => alive(marker).length === 0)).toBe(true)
  })

  it('that used up its processor time is told by it', async () => {
    const { jobs } = createBook()
    const confinement = { ...DEFAULT_CONFINEMENT, limits: { ...DEFAULT_CONFINEMENT.limits, cpuSeconds: 0.5 } }
    expect(await run(['true'], { ...within(jobs), confinement })).toMatchObject({ exceeded: 'max_cpu_sec' })
  })
})

const TRIED_ELSEWHERE = new Set<string>([
  'read_files',
  'write_files',
  'git',
  'network',
  'sockets',
  'other_processes',
  'process_count',
  'memory',
  'file_size',
  'cpu_time',
  'core_dumps',
])

describe('the self-test of other systems', () => {
  const lines = async (support: LaunchSupport) => {
    let said = ''
    const endsAll = await tryElsewhere({ support, userHome: bed.outside, onSaid: (words) => (said = words) })
    return { endsAll, kept: [...said.matchAll(/^SAFE_(.*)$/gm)].map(([, name]) => name), said }
  }

  it('finds nothing kept where nothing is', async () => {
    const { endsAll, kept, said } = await lines({ kind: 'plain', reason: '' })
    // Whoever runs the tests may have switched memory dumps off.
    expect({ endsAll, kept: kept.filter((name) => name !== 'core_dumps') }).toEqual({ endsAll: false, kept: [] })
    expect(said.match(/^LEAK_/gm)?.length).toBeGreaterThan(8)
  })

  it('finds kept what a sandbox that keeps all of it keeps', async () => {
    const { kept } = await lines(await probeLaunch())
    expect(new Set(kept)).toEqual(TRIED_ELSEWHERE)
  })

  it('never takes macOS or Windows for more than they are', async () => {
    const { profile: _, ...stand } = standIn()
    const found = await selfTest({ ...stand })
    expect(found.map(({ name }) => name)).toEqual([...SANDBOX_PROMISES])
    expect(found.filter(({ holds }) => holds).map(({ name }) => name)).toEqual(['file_size', 'cpu_time', 'core_dumps'])
    expect(found.find(({ name }) => name === 'processes_end')?.detail).toMatch(/^Interlock looks for them/)
    expect(found.find(({ name }) => name === 'namespaces')?.detail).toBe('it could not be tried')
  })
})
