import type { Job } from '#schemas'
import type { Ledger } from '#core/record'

const ENDS: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'held'])

/** Resolves with the job once nothing follows by itself; rejects when the signal aborts. */
export function settled(ledger: Ledger, id: string, view: (id: string) => Job, signal: AbortSignal): Promise<Job> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const job = view(id)
      if (!ENDS.has(job.state)) return
      stop()
      resolve(job)
    }
    const stopListening = ledger.onAppend((appended) => {
      if (appended.some((event) => event.job === id)) look()
    })
    const abort = () => {
      stop()
      reject(signal.reason instanceof Error ? signal.reason : new Error('Waiting was given up.'))
    }
    const stop = () => {
      stopListening()
      signal.removeEventListener('abort', abort)
    }
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    else look()
  })
}
