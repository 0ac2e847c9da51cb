import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { PeerName } from '../peers/index.ts'
import { findOrInstall } from './programs.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import type { Service } from './service.ts'

/** Ports on 127.0.0.1. */
export interface ServiceAddresses {
  readonly redis?: number
  readonly postgres?: number
}

export interface Services {
  readonly addresses: ServiceAddresses
  /** Peers that can be measured here. */
  readonly peers: readonly PeerName[]
  /** Why the others cannot. */
  readonly leftOut: Readonly<Partial<Record<PeerName, string>>>
  stop(): Promise<void>
}

const PEERS_FOLDER = join(import.meta.dirname, '..', 'peers')

/** Starts what the peers need, on free ports of this machine and in a folder of its own below `folder`. */
export async function startServices(
  folder: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<Services> {
  if (!installed(say)) return none('its package could not be installed')
  const place = mkdtempSync(join(folder, 'services-'))
  const running: Service[] = []
  const leftOut: Partial<Record<PeerName, string>> = {}

  async function start(
    peer: PeerName,
    [name, debianPackage]: readonly [string, string],
    begin: (program: string, folder: string, env: NodeJS.ProcessEnv) => Promise<Service>,
  ): Promise<number | undefined> {
    const program = findOrInstall(name, debianPackage, say)
    if (program === undefined) {
      leftOut[peer] = `${name} is not installed (Debian: ${debianPackage})`
      return undefined
    }
    try {
      const service = await begin(program, place, env)
      running.push(service)
      return service.port
    } catch (error) {
      leftOut[peer] = error instanceof Error ? error.message : String(error)
      return undefined
    }
  }

  const redis = await start('bullmq', ['redis-server', 'redis-server'], startRedis)
  const postgres = await start('graphile-worker', ['postgres', 'postgresql'], startPostgres)
  return {
    addresses: { ...(redis === undefined ? {} : { redis }), ...(postgres === undefined ? {} : { postgres }) },
    peers: [
      ...(redis === undefined ? [] : (['bullmq'] as const)),
      ...(postgres === undefined ? [] : (['graphile-worker'] as const)),
      'plainjob',
    ],
    leftOut,
    async stop() {
      await Promise.all(running.map((service) => service.stop()))
      rmSync(place, { recursive: true, force: true })
    },
  }
}

/** The packages lie in a folder of their own and are no part of the project's. */
function installed(say: (line: string) => void): boolean {
  const isThere = () => existsSync(join(PEERS_FOLDER, 'node_modules', 'bullmq'))
  if (!isThere()) {
    say('Installing the peers’ packages with npm.')
    spawnSync('npm', ['ci'], { cwd: PEERS_FOLDER, stdio: 'ignore', shell: process.platform === 'win32' })
  }
  return isThere()
}

function none(reason: string): Services {
  const leftOut = { bullmq: reason, 'graphile-worker': reason, plainjob: reason }
  return { addresses: {}, peers: [], leftOut, stop: async () => {} }
}
