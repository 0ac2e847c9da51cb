import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { SANDBOX_PROMISES, type SandboxPromise } from '#schemas'
import { killOwned, listOwned } from '../kill-tree.ts'
import { launch, type LaunchSpec } from '../launch.ts'
import { openRoot } from '../open-beneath.ts'
import type { LaunchSupport } from '../launch-support.ts'
import { probeLaunch } from '../probe-launch.ts'
import { createProcessTable } from '../process-table.ts'
import { alive, eventually, makeBed, uniqueSeconds } from '../test-bed.ts'
import { bwrapArguments } from './bwrap-arguments.ts'
import { selfTest } from './self-test.ts'

let support: LaunchSupport

beforeAll(async () => {
  support = await probeLaunch()
})

async function broken(alterSandbox?: LaunchSpec['alterSandbox']): Promise<string[]> {
  const findings = await selfTest({ support, ...(alterSandbox === undefined ? {} : { alterSandbox }) })
  return findings.filter(({ holds }) => !holds).map(({ name }) => name)
}

it('finds every promise kept', async () => {
  expect(support.kind).toBe('bwrap')
  expect(await broken()).toEqual([])
})

const without =
  (...flags: string[]) =>
  (argv: readonly string[]) =>
    argv.filter((word) => !flags.includes(word))
const instead =
  (from: readonly string[], to: readonly string[]) =>
  (argv: readonly string[]): string[] => {
    const at = argv.findIndex((_, n) => from.every((word, m) => argv[n + m] === word))
    expect(at, `${from.join(' ')} is among the arguments`).toBeGreaterThanOrEqual(0)
    return [...argv.slice(0, at), ...to, ...argv.slice(at + from.length)]
  }
const before = (word: string, added: readonly string[]) => instead([word], [...added, word])

/** What each added word must break at least. */
const additions: readonly [what: string, alter: (argv: readonly string[]) => readonly string[], breaks: string][] = [
  ['capabilities', instead(['--cap-drop', 'ALL'], ['--cap-add', 'ALL']), 'privileges'],
  ['all files of the machine', before('--proc', ['--ro-bind', '/', '/']), 'read_files'],
  ['a folder of the machine to write to', before('--remount-ro', ['--bind', '/var/tmp', '/var/tmp']), 'write_files'],
]

describe('a sandbox with', () => {
  it.each(additions)('%s is noticed', async (_, alter, breaks) => {
    expect(await broken(alter)).toContain(breaks)
  })
})

/**
 * What becomes of a sandbox without a flag. A promise: the self-test says that it is broken. `start`: no command begins. `shows
 * less`: it only adds to what is seen, and is dangerous where it can be written to, which is tried instead. `elsewhere`: a test
 * of this file of its own.
 */
interface Flag {
  readonly operands: number
  readonly without: SandboxPromise | 'start' | 'shows less' | 'elsewhere'
  /** The flag that gives more in its place, and what that breaks. */
  readonly wider?: readonly [flag: string, ...breaks: SandboxPromise[]]
}

const FLAGS: Readonly<Record<string, Flag>> = {
  '--unshare-user': { operands: 0, without: 'start' },
  '--disable-userns': { operands: 0, without: 'elsewhere' },
  '--unshare-pid': { operands: 0, without: 'namespaces' },
  '--unshare-net': { operands: 0, without: 'network' },
  '--unshare-ipc': { operands: 0, without: 'namespaces' },
  '--unshare-uts': { operands: 0, without: 'start' },
  '--unshare-cgroup-try': { operands: 0, without: 'namespaces' },
  '--hostname': { operands: 1, without: 'namespaces' },
  '--die-with-parent': { operands: 0, without: 'elsewhere' },
  '--new-session': { operands: 0, without: 'namespaces' },
  '--cap-drop': { operands: 1, without: 'elsewhere' },
  '--symlink': { operands: 2, without: 'shows less' },
  '--ro-bind': { operands: 2, without: 'shows less', wider: ['--bind', 'write_files', 'git'] },
  '--ro-bind-data': { operands: 2, without: 'shows less' },
  '--proc': { operands: 1, without: 'privileges' },
  '--dev': { operands: 1, without: 'shows less', wider: ['--dev-bind /dev', 'read_files'] },
  '--size': { operands: 1, without: 'temporary_files' },
  '--tmpfs': { operands: 1, without: 'temporary_files' },
  '--bind': { operands: 2, without: 'shows less' },
  '--bind-fd': { operands: 2, without: 'shows less' },
  '--ro-bind-fd': { operands: 2, without: 'shows less', wider: ['--bind-fd', 'write_files', 'git'] },
  '--seccomp': { operands: 1, without: 'system_calls' },
  '--remount-ro': { operands: 1, without: 'write_files' },
}

describe('each flag of the sandbox', () => {
  it('is one of those whose absence is noticed, and its absence is noticed', { timeout: 240_000 }, async () => {
    const unnoticed: string[] = []
    for (const { at, words, flag } of flagsOf(await argumentsOfSandbox())) {
      const known = FLAGS[flag]
      expect(known, `${flag} stands for a promise`).toBeDefined()
      if (known === undefined) continue
      const { without: expected, wider } = known
      const cut = (argv: readonly string[], put: readonly string[] = []) => argv.toSpliced(at, words.length, ...put)
      const look = async (put: readonly string[], promises: readonly string[]) => {
        const found = await broken((argv) => cut(argv, put))
        const isNoticed =
          promises[0] === 'start'
            ? found.length === SANDBOX_PROMISES.length
            : promises.some((each) => found.includes(each))
        if (!isNoticed) unnoticed.push(`${words.join(' ')} as ${put.join(' ') || 'nothing'}: ${found.join(', ')}`)
      }
      if (expected !== 'shows less' && expected !== 'elsewhere') await look([], [expected])
      const [put, ...breaks] = wider ?? []
      if (put !== undefined) await look([...put.split(' '), ...words.slice(1)], breaks)
    }
    expect(unnoticed).toEqual([])
  })
})

/** The arguments that a sandbox is made with, from bubblewrap on. */
async function argumentsOfSandbox(): Promise<readonly string[]> {
  let seen: readonly string[] = []
  await broken((argv) => (seen = argv))
  return seen
}

function flagsOf(argv: readonly string[]): { at: number; flag: string; words: readonly string[] }[] {
  const found = []
  for (let at = 1; argv[at] !== '--';) {
    const flag = argv[at] ?? ''
    const length = 1 + (FLAGS[flag]?.operands ?? 0)
    found.push({ at, flag, words: argv.slice(at, at + length) })
    at += length
  }
  return found
}

it.each(process.getuid?.() === 0 ? ['a root that was not given up'] : [])('takes the rights of %s', async () => {
  const asRoot = { ...support, sandbox: { dropsRoot: false } }
  const found = async (alterSandbox?: LaunchSpec['alterSandbox']) => {
    const findings = await selfTest({ support: asRoot, ...(alterSandbox === undefined ? {} : { alterSandbox }) })
    return findings.find(({ name }) => name === 'privileges')?.holds
  }
  expect(await found()).toBe(true)
  expect(await found(instead(['--cap-drop', 'ALL'], []))).toBe(false)
})

it('keeps user namespaces away twice: by the filter and without it', async () => {
  const noFilter = instead(['--seccomp', '4'], [])
  expect(await unshares(noFilter)).toBe(false)
  expect(await unshares((argv) => without('--disable-userns')(noFilter(argv)))).toBe(true)
})

it('takes a sandbox that cannot be made for one that keeps nothing', async () => {
  expect(await broken((argv) => instead(['--proc', '/proc'], ['--proc', '/nope/nope/../..'])(argv))).toEqual([
    ...SANDBOX_PROMISES,
  ])
})

it('leaves nothing of a sandbox whose making fails half way', async () => {
  const bed = makeBed()
  onTestFinished(() => bed.remove())
  const root = openRoot(bed.root)
  onTestFinished(root.close)
  const cookie = uniqueSeconds()
  onTestFinished(async () => void (await killOwned(cookie)))
  const started = launch({
    argv: ['/usr/bin/true'],
    cwd: { root, path: '.' },
    env: {},
    onOutput: () => undefined,
    stdin: 'ignore',
    timeoutMs: 20_000,
    cookie,
    // What it cannot say ends bubblewrap between the start of its first process and the word that this may go on.
    alterSandbox: before('--seccomp', ['--json-status-fd', '999']),
  })
  await expect(started).rejects.toMatchObject({ code: 'start_failed' })
  expect(listOwned(cookie)).toEqual([])
})

describe('the worker is killed', () => {
  it.each<[string, boolean]>([
    ['and the command dies with it', false],
    ['and without --die-with-parent the command would live on', true],
  ])('%s', async (_, isWeak) => {
    const marker = uniqueSeconds()
    const worker = startWorker(marker, isWeak ? WEAK : AS_IT_IS)
    await once(worker.stdout, 'data')
    expect(await eventually(() => alive(marker).length > 0)).toBe(true)
    worker.kill('SIGKILL')
    expect(await eventually(() => alive(marker).length === 0, isWeak ? 700 : 5000)).toBe(!isWeak)
    for (const pid of alive(marker)) process.kill(pid, 'SIGKILL')
  })

  it('and nothing is left of a sandbox that was not made yet', async () => {
    const marker = uniqueSeconds()
    onTestFinished(async () => void (await killOwned(marker)))
    const worker = startWorker(marker, LATE)
    const table = createProcessTable()
    let group: number | undefined
    expect(await eventually(() => (group = table.find(listOwned(marker)[0]?.pid ?? 0)?.pgid) !== undefined)).toBe(true)
    worker.kill('SIGKILL')
    expect(await eventually(() => !table.list().some(({ pgid, zombie }) => pgid === group && !zombie))).toBe(true)
    expect(listOwned(marker)).toEqual([])
  })
})

it('builds its arguments in an order that keeps what lies above', () => {
  const plan = {
    system: ['--ro-bind', '/usr', '/usr'],
    mounts: [{ from: { descriptor: 7 }, at: '/tmp/work', writable: true }],
    descriptors: { seccomp: 4, passwd: 5, group: 6 },
    temporaryBytes: 1024,
    command: ['true'],
  }
  expect(bwrapArguments(plan).join(' ')).toMatchInlineSnapshot(
    `"/usr/bin/bwrap --unshare-user --disable-userns --unshare-pid --unshare-net --unshare-ipc --unshare-uts --unshare-cgroup-try --hostname job --die-with-parent --new-session --cap-drop ALL --ro-bind /usr /usr --ro-bind-data 5 /etc/passwd --ro-bind-data 6 /etc/group --proc /proc --dev /dev --size 1024 --tmpfs /tmp --size 16777216 --tmpfs /run --size 1024 --tmpfs /dev/shm --size 1024 --tmpfs /home/job --bind-fd 7 /tmp/work --seccomp 4 --remount-ro / -- true"`,
  )
})

async function unshares(alterSandbox: LaunchSpec['alterSandbox']): Promise<boolean> {
  const bed = makeBed()
  const root = openRoot(bed.root)
  try {
    const started = await launch({
      argv: ['/usr/bin/unshare', '--user', 'true'],
      cwd: { root, path: '.' },
      env: {},
      onOutput: () => undefined,
      stdin: 'ignore',
      timeoutMs: 20_000,
      ...(alterSandbox === undefined ? {} : { alterSandbox }),
    })
    return (await started.exited).exitCode === 0
  } finally {
    root.close()
    bed.remove()
  }
}

/** What a worker makes of the arguments of its sandbox. */
const AS_IT_IS = '(argv) => argv'
const WEAK = "(argv) => argv.filter((word) => word !== '--die-with-parent')"
const LATE = `(argv) => ['/bin/sh', '-c', 'sleep 0.3; exec "$@"', 'sh', ...argv]`

/** A process that starts a command as a worker does, and says when it runs. */
function startWorker(marker: string, alterSandbox: string) {
  const bed = makeBed()
  onTestFinished(() => bed.remove())
  const script = `
    const { launch, openRoot } = await import(${JSON.stringify(pathToFileURL(`${import.meta.dirname}/../index.ts`).href)})
    await launch({
      argv: ['/usr/bin/sleep', '${marker}'],
      cwd: { root: openRoot(${JSON.stringify(bed.root)}), path: '.' },
      env: {}, onOutput: () => undefined, stdin: 'ignore', timeoutMs: 60_000, cookie: '${marker}',
      support: ${JSON.stringify({ ...support, groups: undefined })},
      alterSandbox: ${alterSandbox},
    })
    process.stdout.write('launched')
    setInterval(() => undefined, 1000)
  `
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
}
