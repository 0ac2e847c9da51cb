import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { SANDBOX_PROMISES } from '#schemas'
import { launch, type LaunchSpec } from '../launch.ts'
import { openRoot } from '../open-beneath.ts'
import { type LaunchSupport, probeLaunch } from '../probe-launch.ts'
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
    argv.filter(
      (word, at) => !flags.includes(word) && !(flags.length === 2 && flags[0] === argv[at - 1] && word === flags[1]),
    )
const instead =
  (from: readonly string[], to: readonly string[]) =>
  (argv: readonly string[]): string[] => {
    const at = argv.findIndex((_, n) => from.every((word, m) => argv[n + m] === word))
    expect(at, `${from.join(' ')} is among the arguments`).toBeGreaterThanOrEqual(0)
    return [...argv.slice(0, at), ...to, ...argv.slice(at + from.length)]
  }
const before = (word: string, added: readonly string[]) => instead([word], [...added, word])

/** What each weakening must break at least. `everything` where no sandbox can be made any more. */
const mutants: readonly [what: string, alter: (argv: readonly string[]) => readonly string[], breaks: string][] = [
  ['the processes of the machine', without('--unshare-pid'), 'namespaces'],
  ['the network of the machine', without('--unshare-net'), 'network'],
  ['the memory segments of the machine', without('--unshare-ipc'), 'namespaces'],
  ['the name of the machine', instead(['--hostname', 'job'], []), 'namespaces'],
  ['the control groups of the machine', without('--unshare-cgroup-try'), 'namespaces'],
  ['the session of the worker', without('--new-session'), 'namespaces'],
  ['capabilities', instead(['--cap-drop', 'ALL'], ['--cap-add', 'ALL']), 'privileges'],
  ['a top folder that can be written to', instead(['--remount-ro', '/'], []), 'write_files'],
  ['no filter for system calls', instead(['--seccomp', '5'], []), 'system_calls'],
  [
    'temporary files as large as memory',
    instead(['--size', String(75497472), '--tmpfs', '/tmp'], ['--tmpfs', '/tmp']),
    'temporary_files',
  ],
  [
    'system folders that can be written to',
    instead(['--ro-bind', '/usr', '/usr'], ['--bind', '/usr', '/usr']),
    'write_files',
  ],
  ['all files of the machine', before('--proc', ['--ro-bind', '/', '/']), 'read_files'],
  ['a folder of the machine to write to', before('--remount-ro', ['--bind', '/var/tmp', '/var/tmp']), 'write_files'],
]

describe('a sandbox with', () => {
  it.each(mutants)('%s is noticed', async (_, alter, breaks) => {
    expect(await broken(alter)).toContain(breaks)
  })
})

it('keeps user namespaces away twice: by the filter and without it', async () => {
  const noFilter = instead(['--seccomp', '5'], [])
  expect(await unshares(noFilter)).toBe(false)
  expect(await unshares((argv) => without('--disable-userns')(noFilter(argv)))).toBe(true)
})

it('takes a sandbox that cannot be made for one that keeps nothing', async () => {
  expect(await broken((argv) => instead(['--proc', '/proc'], ['--proc', '/nope/nope/../..'])(argv))).toEqual([
    ...SANDBOX_PROMISES,
  ])
})

describe('the worker is killed', () => {
  it.each<[string, boolean]>([
    ['and the command dies with it', false],
    ['and without --die-with-parent the command would live on', true],
  ])('%s', async (_, isWeak) => {
    const marker = uniqueSeconds()
    const worker = await startWorker(marker, isWeak)
    expect(await eventually(() => alive(marker).length > 0)).toBe(true)
    worker.kill('SIGKILL')
    expect(await eventually(() => alive(marker).length === 0, isWeak ? 700 : 5000)).toBe(!isWeak)
    for (const pid of alive(marker)) process.kill(pid, 'SIGKILL')
  })
})

it('builds its arguments in an order that keeps what lies above', () => {
  const plan = {
    system: ['--ro-bind', '/usr', '/usr'],
    mounts: [{ from: { descriptor: 8 }, at: '/tmp/work', writable: true }],
    descriptors: { status: 4, seccomp: 5, passwd: 6, group: 7 },
    ids: { uid: 1000, gid: 1000 },
    temporaryBytes: 1024,
    command: ['true'],
  }
  expect(bwrapArguments(plan).join(' ')).toMatchInlineSnapshot(
    `"/usr/bin/bwrap --unshare-user --disable-userns --unshare-pid --unshare-net --unshare-ipc --unshare-uts --unshare-cgroup-try --hostname job --die-with-parent --new-session --cap-drop ALL --uid 1000 --gid 1000 --ro-bind /usr /usr --ro-bind-data 6 /etc/passwd --ro-bind-data 7 /etc/group --proc /proc --dev /dev --size 1024 --tmpfs /tmp --size 16777216 --tmpfs /run --size 1024 --tmpfs /dev/shm --size 1024 --tmpfs /home/job --bind-fd 8 /tmp/work --json-status-fd 4 --seccomp 5 --remount-ro / --chdir / -- true"`,
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

async function startWorker(marker: string, isWeak: boolean): Promise<ChildProcess> {
  const bed = makeBed()
  const script = `
    const { launch, openRoot } = await import(${JSON.stringify(pathToFileURL(`${import.meta.dirname}/../index.ts`).href)})
    await launch({
      argv: ['/usr/bin/sleep', '${marker}'],
      cwd: { root: openRoot(${JSON.stringify(bed.root)}), path: '.' },
      env: {}, onOutput: () => undefined, stdin: 'ignore', timeoutMs: 60_000,
      ${isWeak ? `alterSandbox: (argv) => argv.filter((word) => word !== '--die-with-parent'),` : ''}
    })
    process.stdout.write('launched')
    setInterval(() => undefined, 1000)
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}
