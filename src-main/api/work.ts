import type { Core } from '#core'
import { given } from './given.ts'
import type { Implementer } from './implementer.ts'

export function jobsProcedures({ jobs: api }: Implementer, { jobs }: Core) {
  return {
    enqueue: api.enqueue.handler(({ input, context }) => jobs.enqueue(input, context.actor)),
    list: api.list.handler(({ input }) => jobs.list(given(input))),
    counts: api.counts.handler(({ input }) => jobs.counts(input.filter)),
    get: api.get.handler(({ input }) => jobs.get(input.id)),
    cancel: api.cancel.handler(async ({ input, context }) => ({ job: await jobs.cancel(input.id, context.actor) })),
    retry: api.retry.handler(async ({ input, context }) => ({ job: await jobs.retry(input.id, context.actor) })),
  }
}

export function runsProcedures({ runs: api }: Implementer, { runs }: Core) {
  return {
    get: api.get.handler(({ input }) => runs.get(input.id)),
    output: api.output.handler(({ input }) => runs.output(input)),
    lines: api.lines.handler(({ input }) => runs.lines(given(input))),
    find: api.find.handler(({ input }) => runs.find(given(input))),
  }
}

export function artifactsProcedures({ artifacts: api }: Implementer, { artifacts }: Core) {
  return { read: api.read.handler(({ input }) => artifacts.read(input)) }
}
