import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CoreClient, connectToCore } from '#server/client'
import { chanceOf } from '../support/random.ts'
import { crashJob } from './crash-job.ts'

/**
 * Enqueues jobs through the socket of whichever core lives on a data directory, and writes down each that was acknowledged,
 * synced to disk before the next is asked for: `node enqueuer.ts HOME LOG SEED MARK`. Ends on SIGTERM between two jobs.
 */
const [home = '', log = '', seed = '0', mark = '0'] = process.argv.slice(2)

const CALL_MS = 3000
const MANY_WAIT = 15

const random = chanceOf(Number(seed))
const acknowledged = openSync(log, 'a')
const stopping = new AbortController()
const { signal: stop } = stopping
process.once('SIGTERM', () => stopping.abort())
process.stdin.resume().once('end', () => process.exit())

async function untilConnected(): Promise<CoreClient | undefined> {
  while (!stop.aborted) {
    const client = await connectToCore(home)
    if (client !== undefined) return client
    await sleep(20)
  }
  return undefined
}

/** The same job again and again until a core has acknowledged it. */
async function enqueue(spec: ReturnType<typeof crashJob>): Promise<void> {
  for (;;) {
    const client = await untilConnected()
    if (client === undefined) return
    try {
      const { job } = await client.jobs.enqueue({ ...spec }, { signal: AbortSignal.timeout(CALL_MS) })
      writeSync(acknowledged, `${job.id}\n`)
      fsyncSync(acknowledged)
      return
    } catch {
      // The core died before it answered: whether it has the job shows when it is asked again.
      await sleep(20)
    }
  }
}

async function isFull(): Promise<boolean> {
  try {
    const client = await connectToCore(home)
    const status = await client?.system.status({}, { signal: AbortSignal.timeout(CALL_MS) })
    return (status?.counts.queued ?? 0) > MANY_WAIT
  } catch {
    return false
  }
}

for (let n = 0; !stop.aborted; n += 1) {
  await enqueue(crashJob(`job-crash-${n}`, mark, random))
  await sleep(random.below(30))
  if (n % 5 === 0) while (!stop.aborted && (await isFull())) await sleep(100)
}
closeSync(acknowledged)
process.exit()
