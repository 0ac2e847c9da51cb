import type { Core } from '#core'
import { given } from './given.ts'
import type { Implementer } from './implementer.ts'

export function jobsProcedures({ jobs: api }: Implementer, { jobs, policy }: Core) {
  return {
    check: api.check.handler(({ input, context }) => policy.check(input, context.actor)),
    enqueue: api.enqueue.handler(({ input, context }) => jobs.enqueue(input, context.actor)),
    list: api.list.handler(({ input, signal }) => jobs.list(given(input), signal)),
    counts: api.counts.handler(({ input, signal }) => jobs.counts(input.filter, signal)),
    get: api.get.handler(({ input }) => jobs.get(input.id)),
    cancel: api.cancel.handler(async ({ input, context }) => ({ job: await jobs.cancel(input.id, context.actor) })),
    retry: api.retry.handler(async ({ input, context }) => ({ job: await jobs.retry(input.id, context.actor) })),
    requeue: api.requeue.handler(async ({ input, context }) => ({ job: await jobs.requeue(input.id, context.actor) })),
    setPriority: api.setPriority.handler(async ({ input, context }) => ({
      job: await jobs.setPriority(input.id, input.priority, context.actor),
    })),
    restore: api.restore.handler(async ({ input, context }) => ({ job: await jobs.restore(input.id, context.actor) })),
  }
}

export function operationsProcedures({ operations: api }: Implementer, { operations }: Core) {
  return {
    preview: api.preview.handler(({ input, signal }) => operations.preview(input, signal)),
    start: api.start.handler(({ input, context }) => operations.start(input, context.actor)),
    get: api.get.handler(({ input }) => operations.get(input.id)),
    list: api.list.handler(({ input }) => operations.list(input)),
    stop: api.stop.handler(({ input }) => operations.stop(input.id)),
    undo: api.undo.handler(({ input, context }) => operations.undo(input.id, context.actor)),
  }
}

export function runsProcedures({ runs: api }: Implementer, { runs }: Core) {
  return {
    get: api.get.handler(({ input }) => runs.get(input.id)),
    output: api.output.handler(({ input }) => runs.output(input)),
    lines: api.lines.handler(({ input, signal }) => runs.lines(given(input), signal)),
    find: api.find.handler(({ input, signal }) => runs.find(given(input), signal)),
  }
}

export function artifactsProcedures({ artifacts: api }: Implementer, { artifacts }: Core) {
  return {
    list: api.list.handler(({ input, signal }) => artifacts.list(given(input), signal)),
    counts: api.counts.handler(({ input, signal }) => artifacts.counts(input.filter, signal)),
    read: api.read.handler(({ input }) => artifacts.read(input)),
    get: api.get.handler(({ input }) => artifacts.get(input.id)),
    decide: api.decide.handler(({ input, context }) => artifacts.decide(given(input), context.actor)),
    plan: api.plan.handler(({ input }) => artifacts.plan(input.items)),
    promote: api.promote.handler(({ input, context }) => artifacts.promote(given(input), context.actor)),
    undo: api.undo.handler(({ input, context }) => artifacts.undo(given(input), context.actor)),
  }
}
