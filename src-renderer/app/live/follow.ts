import type { Touched } from '#schemas/contract'
import type { Client } from '../client/client.ts'

export interface FollowOptions {
  client: Client
  signal: AbortSignal
  /** Where to go on; undefined from now on. */
  after: () => number | undefined
  onBatch: (touched: Touched) => void
  wait: (ms: number) => Promise<void>
}

/** Follows the core for ever: whatever ends the stream, it is taken up again where it stopped. */
export async function follow({ client, signal, after, onBatch, wait }: FollowOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      const from = after()
      const stream = await client.events.follow(from === undefined ? {} : { after: from }, { signal })
      for await (const touched of stream) onBatch(touched)
    } catch {
      // A lost connection is shown by its contact, not by an error here; the next round takes it up again.
    }
    if (!signal.aborted) await wait(250)
  }
}
