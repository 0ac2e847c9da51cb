import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { PeerWork, PeerWorkReport } from '../peers/worker.ts'

/** A worker process of a peer and what it tells. */
export interface PeerProcess {
  next(): Promise<PeerWorkReport>
  end(): Promise<void>
}

const PATIENCE_MS = 120_000

/** Starts a worker process of a peer; resolves when it is ready to work, or has begun to. */
export async function startPeer(work: PeerWork): Promise<PeerProcess> {
  const child = fork(join(import.meta.dirname, '..', 'peers', 'worker.ts'))
  const reports: PeerWorkReport[] = []
  let wake = () => {}
  child.on('message', (message) => {
    const report = message as PeerWorkReport
    // It may begin to work before it says that it can.
    if (!('up' in report)) reports.push(report)
    else isUp = true
    wake()
  })
  let isUp = false

  async function until<T>(look: () => T | undefined): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS
    for (;;) {
      const found = look()
      if (found !== undefined) return found
      if (child.exitCode !== null) throw new Error(`The worker of ${work.peer} ended with code ${child.exitCode}.`)
      if (performance.now() > deadline) throw new Error(`The worker of ${work.peer} did not answer.`)
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, 1000)
      })
    }
  }

  child.send(work)
  await until(() => isUp || undefined)
  return { next: () => until(() => reports.shift()), end: () => ended(child) }
}

/** Some peers wait for connections of theirs when asked to stop, so they are not asked. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
