import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { PeerName, PeerPlace } from '../peers/index.ts'
import { createDatabase, type ServiceAddresses } from '../services/index.ts'
import { JOB_BYTES } from './bench-core.ts'
import type { Place } from './figures.ts'

export interface PeerInput {
  readonly peer: PeerName
  readonly services: ServiceAddresses
}

/** Where this measurement's jobs go and no other's. */
export async function placeOf({ folder, peer, services }: PeerInput & Place): Promise<PeerPlace> {
  const queue = `bench_${randomUUID().replaceAll('-', '')}`
  return {
    queue,
    file: join(folder, 'plainjob.db'),
    redisPort: services.redis ?? 0,
    postgresUrl: peer === 'graphile-worker' ? await createDatabase(services.postgres ?? 0, queue) : '',
  }
}

/** A job of the size ours have. */
export function aPeerJob(at: number): object {
  const job = { at, title: `Job ${at}`, inputs: ['note.md'], note: '' }
  return { ...job, note: 'n'.repeat(JOB_BYTES - JSON.stringify(job).length) }
}
