import { z } from 'zod'
import { nextTurn, serveReader } from '#core/record'

const request = z.object({ act: z.string() })

/** A reader whose plans never end by themselves, but for those of a retry, which find nothing. */
serveReader({
  'operations.plan': async (_, input) => {
    if (request.parse(input).act === 'retry')
      return {
        digest: '',
        matched: 0,
        changing: 0,
        hopeless: 0,
        changes: [],
        skipped: [],
        entries: new Float64Array(0),
      }
    for (;;) await nextTurn()
  },
  'search.index': async () => ({ done: true, events: 0 }),
})
