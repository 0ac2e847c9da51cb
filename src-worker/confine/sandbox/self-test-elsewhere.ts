import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import { requireHostNode } from '../host-node.ts'
import { launch, type LaunchSpec } from '../launch.ts'
import { openRoot, type Root } from '../open-beneath.ts'
import type { LaunchSupport } from '../launch-support.ts'
import { canaryFolder } from './canary-folder.ts'
import type { Confinement } from './confinement.ts'

/**
 * Tries what macOS and Windows can keep, as the program for Linux does there: each promise that holds is answered with a line
 * `SAFE_<promise>`, and silence means that it does not. What those systems know nothing of is not tried, and so does not hold.
 */
const PROGRAM = String.raw`
const fs = require('node:fs'), net = require('node:net'), { join } = require('node:path'), { createSocket } = require('node:dgram')
const { spawn, spawnSync } = require('node:child_process')
const told = JSON.parse(process.argv[1])
const windows = process.platform === 'win32'
const say = (name, ...leaks) => { const leak = leaks.find(Boolean); fs.writeSync(1, leak ? 'LEAK_' + name + ' ' + leak + '\n' : 'SAFE_' + name + '\n') }
const attempt = (act, words) => { try { act(); return words } catch { return '' } }
const writes = (path) => attempt(() => { fs.writeFileSync(path, 'x'); fs.rmSync(path) }, 'wrote ' + path)
const connects = (to, words) => new Promise((resolve) => {
  const socket = net.connect(to, () => { socket.destroy(); resolve(words) })
  socket.on('error', () => resolve('')); setTimeout(() => { socket.destroy(); resolve('') }, 1000).unref()
})
const listens = (path, words) => new Promise((resolve) => {
  const server = net.createServer().on('error', () => resolve('')).listen({ path }, () => server.close(() => resolve(words)))
})
const sends = () => new Promise((resolve) => {
  const socket = createSocket('udp4'); const end = (error) => { socket.close(); resolve(error ? '' : 'sent a datagram') }
  socket.on('error', () => resolve('')); try { socket.send('x', 53, '192.0.2.1', end) } catch { resolve('') }
})
const limit = (letter) => spawnSync('/bin/bash', ['-c', 'ulimit -' + letter], { encoding: 'utf8' }).stdout
const sleep = (options) => {
  const [file, ...args] = windows ? [join(process.env.SystemRoot, 'System32', 'PING.EXE'), '-n', '600', '127.0.0.1'] : ['/bin/sleep', '600']
  return spawn(file, args, { stdio: 'ignore', windowsHide: true, ...options })
}
const tried = {
  read_files: () => [attempt(() => fs.readFileSync(told.secret), 'read ' + told.secret),
    attempt(() => { fs.symlinkSync(told.secret, 'out'); fs.readFileSync('out') }, 'read through a link'),
    attempt(() => fs.readdirSync(told.userHome), 'listed ' + told.userHome)],
  write_files: () => [writes(join(told.open, 'x')), writes(join(told.userHome, '.interlock-canary'))],
  git: () => [!fs.existsSync('.git') && 'no .git to try', writes('.git/hooks/x'), writes('HEAD'), writes('HEAD/x'), attempt(() => fs.appendFileSync('.git/config', ''), 'may write .git/config'),
    attempt(() => { fs.renameSync('.git', 'moved'); fs.renameSync('moved', '.git') }, 'moved .git')],
  network: async () => [await connects({ host: '127.0.0.1', port: told.port }, 'reached a port of this machine'), await sends()],
  sockets: async () => [await connects({ path: told.socket }, 'reached ' + told.socket), !windows && await listens('own.sock', 'made a socket of AF_UNIX')],
  other_processes: () => [attempt(() => process.kill(told.pid, 0), 'may signal the worker')],
  ...(windows ? {} : {
    core_dumps: () => [limit('c') !== '0\n' && 'may leave memory dumps'],
    cpu_time: () => [limit('t') !== told.cpuSeconds + 1 + '\n' && 'no limit'],
    file_size: () => [spawnSync(process.execPath, ['-e', 'require("fs").writeFileSync("large", Buffer.alloc(' + (told.fileBytes + 1) + '))']).status === 0 && 'was not stopped'],
  }),
  ...(told.together ? {
    memory: () => [spawnSync(process.execPath, ['-e', 'Buffer.alloc(' + 2 * told.memoryBytes + ', 1)']).status === 0 && 'was not stopped'],
    process_count: async () => {
      const sleepers = []
      for (let at = 0; at < told.processes + 4; at++) {
        const sleeper = sleep()
        const lives = await new Promise((resolve) => { sleeper.once('spawn', () => resolve(true)); sleeper.once('error', () => resolve(false)) })
        if (!lives) break
        sleepers.push(sleeper)
      }
      await Promise.all(sleepers.map((sleeper) => new Promise((resolve) => { sleeper.once('exit', resolve); sleeper.kill('SIGKILL') })))
      return [sleepers.length === told.processes + 4 && 'was not stopped']
    },
  } : {}),
}
;(async () => {
  for (const [name, look] of Object.entries(tried)) {
    try { say(name, ...(await look())) } catch (error) { fs.writeSync(1, 'LEAK_' + name + ' ' + (error.code || 'it could not be tried') + '\n') }
  }
  const left = sleep({ detached: true })
  left.unref(); fs.writeSync(1, 'LEFT ' + left.pid + '\n')
})()
`

const MIB = 1024 ** 2

/** Enough for two or three Nodes, and little enough for every limit to be run into in a moment. */
const TEST_CONFINEMENT: Confinement = {
  workspace: 'writable',
  git: 'read-only',
  unixSockets: false,
  toolchains: [],
  readable: [],
  hosts: [],
  limits: { memoryBytes: 512 * MIB, processes: 24, fileBytes: 16 * MIB, diskBytes: 64 * MIB, cpuSeconds: 60 },
}
const TEST_MS = 30_000

export interface TrialElsewhereOptions extends Pick<LaunchSpec, 'alterSandbox'> {
  readonly support: LaunchSupport
  /** Folder of the user, which is not to be read. */
  readonly userHome: string
  /** Told of all that was said so far, in lines `SAFE_<promise>` and `LEAK_<promise> <detail>`. */
  readonly onSaid: (said: string) => void
}

/**
 * Runs the program through the launch that jobs take.
 * @returns whether the system itself ended what was left behind
 * @throws LaunchRefused, Error where it cannot be run
 */
export async function tryElsewhere({
  support,
  userHome,
  alterSandbox,
  onSaid,
}: TrialElsewhereOptions): Promise<boolean> {
  const folder = canaryFolder()
  let server: Server | undefined
  let local: Server | undefined
  let root: Root | undefined
  let said = ''
  try {
    const [workspace, secret, open] = [join(folder, 'workspace'), join(folder, 'secret'), join(folder, 'open')]
    mkdirSync(join(workspace, '.git', 'hooks'), { recursive: true })
    writeFileSync(join(workspace, '.git', 'config'), '')
    writeFileSync(secret, 'canary')
    mkdirSync(open)
    const socket =
      process.platform === 'win32' ? `\\\\.\\pipe\\interlock-canary-${process.pid}` : join(folder, 'socket')
    ;[server, local] = await Promise.all([listening({ host: '127.0.0.1', port: 0 }), listening({ path: socket })])
    const { port } = addressSchema.parse(server.address())
    const { limits } = TEST_CONFINEMENT
    const together = support.kind === 'job-object' || support.kind === 'bwrap'
    const told = { ...limits, secret, open, userHome, port, socket, pid: process.pid, together }
    root = openRoot(workspace)
    const started = await launch({
      argv: [requireHostNode('The sandbox is tested with it.'), '-e', PROGRAM, JSON.stringify(told)],
      cwd: { root, path: '.' },
      env: { PATH: process.env['PATH'] ?? '', SystemRoot: process.env['SystemRoot'] ?? '' },
      timeoutMs: TEST_MS,
      onOutput(_, bytes) {
        said = (said + bytes.toString('utf8')).slice(0, 16 * 1024)
        onSaid(said)
      },
      stdin: 'ignore',
      confinement: TEST_CONFINEMENT,
      // It goes over every limit, and asks whether the system minds.
      unwatched: true,
      support,
      ...(alterSandbox === undefined ? {} : { alterSandbox }),
    })
    const exit = await started.exited
    const left = Number(/^LEFT (\d+)$/m.exec(said)?.[1] ?? 0)
    // In a namespace it is a number of its own, which is somebody else's here.
    const isLeft = support.kind !== 'bwrap' && left > 0 && isAlive(left)
    if (isLeft) process.kill(left, 'SIGKILL')
    if (support.kind === 'job-object') return left > 0 && !isLeft && exit.failure === undefined && !exit.timedOut
    onSaid(`${said}\nLEAK_processes_end Interlock looks for them, and one that hides well is not found\n`)
    return false
  } finally {
    root?.close()
    server?.close()
    local?.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const addressSchema = z.object({ port: z.number() })

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // Gone, or somebody else's by now.
    return false
  }
}

function listening(at: { host: string; port: number } | { path: string }): Promise<Server> {
  const server = createServer((socket) => socket.destroy())
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(at, () => resolve(server))
  })
}
