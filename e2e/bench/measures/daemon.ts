import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { connectToCore, type CoreClient } from '#server/client'

const entry = join(import.meta.dirname, '..', '..', '..', 'dist', 'daemon.js')

/** The built daemon in a process of its own. */
export interface RunningDaemon {
  readonly pid: number
  readonly client: CoreClient
  /** From starting the process to its words that it is ready. */
  readonly readyMs: number
  stop(): Promise<void>
}

export async function startDaemon(home: string, slots: number): Promise<RunningDaemon> {
  const startedAt = performance.now()
  const args = [entry, '--home', home, '--port', '0', '--slots', String(slots)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), exited])
  const readyMs = performance.now() - startedAt
  const client = await connectToCore(home)
  const { pid } = child
  if (client === undefined || pid === undefined) throw new Error('The daemon did not start.')
  return {
    pid,
    client,
    readyMs,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
