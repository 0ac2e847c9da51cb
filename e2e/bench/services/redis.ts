import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, type Service, startService } from './service.ts'

/** A Redis that syncs its log after every command, so that what it has accepted is on the disk. */
export async function startRedis(program: string, folder: string, env: NodeJS.ProcessEnv): Promise<Service> {
  const cwd = join(folder, 'redis')
  mkdirSync(cwd, { recursive: true })
  const port = await freePort()
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--dir', cwd, '--save', '']
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction']
  return startService([program, ...settings, ...durable], port, { env, cwd, signal: 'SIGTERM' })
}
