import type { OutputFrame } from '#schemas'
import type { Api } from '../reach/api.ts'
import { changes } from './changes.ts'

/** Every frame of a run from the first on; with `live`, until the run has ended. */
export async function* outputOf(api: Api, run: string, live: AbortSignal | undefined): AsyncGenerator<OutputFrame[]> {
  let from = 0
  if (live === undefined) {
    for (;;) {
      const page = await api.runs.output({ id: run, from })
      if (page.frames.length > 0) yield page.frames
      if (page.complete || page.next === from || page.next >= page.stored) return
      from = page.next
    }
  }
  for await (const _ of changes(api, live)) {
    for (;;) {
      const page = await api.runs.output({ id: run, from })
      if (page.frames.length > 0) yield page.frames
      if (page.complete) return
      if (page.next === from) break
      from = page.next
    }
  }
}
