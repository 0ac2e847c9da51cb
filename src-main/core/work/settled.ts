import type { Job } from '#schemas'
import type { Ledger } from '#core/record'

const ENDS: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'held'])

/** Resolves with the job once nothing follows by itself; rejects when it cannot be shown, or when the signal aborts. */
export function settled<J extends Pick<Job, 'state'>>(
  ledger: Ledger,
  id: string,
  view: (id: string) => J,
  signal: AbortSignal,
): Promise<J> {
  return new Promise((resolve, reject) => {
    const look = () => {
      try {
        const job = view(id)
        if (!ENDS.has(job.state)) return
        resolve(job)
      } catch (error) {
        // Thrown on, it would reach the ledger, which others listen to as well.
        reject(error instanceof Error ? error : new Error(String(error)))
      }
      stop()
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
