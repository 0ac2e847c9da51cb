import type { FromWorker } from '#schemas/protocol'
import type { Port } from '../port.ts'

type OfRun = Exclude<FromWorker, { kind: 'ready' | 'usage' }>
/** A message of a run without what the link adds to each. */
export type RunMessage = OfRun extends infer M ? (M extends OfRun ? Omit<M, 'run' | 'token' | 'seq'> : never) : never

/** The messages of one run: numbered, marked with its fencing token, and what the core says it has committed. */
export interface RunLink {
  /** Returns the number the message went under. */
  send(message: RunMessage): number
  /** The highest number the core has committed; everything below it is committed as well. */
  acknowledged(): number
  /** Resolves when the core has committed `seq`. Rejects with the signal's reason when it aborts first. */
  committed(seq: number, signal: AbortSignal): Promise<void>
  onAck(seq: number): void
}

export interface RunLinkDeps {
  readonly port: Port
  readonly run: string
  readonly token: number
}

export function createRunLink({ port, run, token }: RunLinkDeps): RunLink {
  let sent = 0
  let acknowledged = 0
  const waiting = new Set<{ seq: number; resolve: () => void }>()

  return {
    send(message) {
      sent += 1
      port.send({ ...message, run, token, seq: sent })
      return sent
    },
    acknowledged: () => acknowledged,
    async committed(seq, signal) {
      if (seq <= acknowledged) return
      signal.throwIfAborted()
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const entry = { seq, resolve }
      const giveUp = () => reject(signal.reason)
      waiting.add(entry)
      signal.addEventListener('abort', giveUp, { once: true })
      try {
        await promise
      } finally {
        waiting.delete(entry)
        signal.removeEventListener('abort', giveUp)
      }
    },
    onAck(seq) {
      acknowledged = Math.max(acknowledged, seq)
      for (const entry of waiting) if (entry.seq <= acknowledged) entry.resolve()
    },
  }
}
