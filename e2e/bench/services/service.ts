import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server that a peer needs, started for this run of the benchmarks and for nothing else. */
export interface Service {
  readonly port: number
  stop(): Promise<void>
}

const START_MS = 15_000

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Starts a server; resolves when its port answers. `signal` ends it in order. */
export async function startService(
  argv: readonly string[],
  port: number,
  { env, cwd, signal }: { env: NodeJS.ProcessEnv; cwd: string; signal: NodeJS.Signals },
): Promise<Service> {
  const [file = '', ...args] = argv
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
  let words = ''
  child.stderr.on('data', (bytes) => (words = (words + String(bytes)).slice(-1000)))
  const service = { port, stop: () => stopped(child, signal) }
  for (const deadline = performance.now() + START_MS; !(await answers(port)); await sleep(50)) {
    if (child.exitCode === null && performance.now() < deadline) continue
    await service.stop()
    throw new Error(`${file} did not start: ${words.trim()}`)
  }
  return service
}

async function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
    socket.once('connect', () => socket.end())
  })
}
