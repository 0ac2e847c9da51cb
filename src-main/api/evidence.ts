import { withEventMeta } from '@orpc/server'
import type { Core } from '#core'
import type { ExplainFailure } from './errors.ts'
import { given } from './given.ts'
import type { Implementer } from './implementer.ts'

export function eventsProcedures({ events: api }: Implementer, { events }: Core, explainFailure: ExplainFailure) {
  return {
    page: api.page.handler(({ input: { filter, ...range }, signal }) =>
      events.page({ ...given(range), ...(filter && { filter: given(filter) }) }, signal),
    ),
    get: api.get.handler(({ input }) => events.get(input.seq)),
    follow: api.follow.handler(async function* ({ input, context, signal = never(), lastEventId, path }) {
      try {
        // Each batch carries the row it reaches as its id, so that a client that reconnects goes on there.
        for await (const batch of events.follow(resumeAfter(lastEventId) ?? input.after, signal)) {
          const ended = context.key?.ended()
          if (ended !== undefined) throw ended
          yield withEventMeta(batch, { id: String(batch.head) })
        }
      } catch (error) {
        // A failure between two batches has left the implementer's care.
        if (!signal.aborted) throw explainFailure(error, { path, inputSchema: undefined, input })
      }
    }),
  }
}

export function evidenceProcedures({ evidence: api }: Implementer, { evidence }: Core) {
  return {
    verify: api.verify.handler(({ input }) => evidence.verify(input)),
    export: api.export.handler(({ input }) => evidence.export(given(input))),
  }
}

function resumeAfter(lastEventId: string | undefined): number | undefined {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined
}

function never(): AbortSignal {
  return new AbortController().signal
}
