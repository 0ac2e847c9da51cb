import type { Core } from '#core'
import { given } from './given.ts'
import type { Implementer } from './implementer.ts'

export function schedulesProcedures({ schedules: api }: Implementer, { schedules }: Core) {
  return {
    list: api.list.handler(({ input }) => schedules.list(given(input))),
    get: api.get.handler(({ input }) => schedules.get(input.id)),
    create: api.create.handler(({ input, context }) => schedules.create(input, context.actor)),
    edit: api.edit.handler(({ input, context }) => schedules.edit(input, context.actor)),
    enable: api.enable.handler(({ input, context }) => schedules.enable(input.id, context.actor)),
    disable: api.disable.handler(({ input, context }) => schedules.disable(input.id, context.actor)),
    pause: api.pause.handler(({ input, context }) => schedules.pause(input.id, context.actor)),
    resume: api.resume.handler(({ input, context }) => schedules.resume(input.id, context.actor)),
    remove: api.remove.handler(({ input, context }) => schedules.remove(input.id, context.actor)),
    runNow: api.runNow.handler(({ input, context }) => schedules.runNow(given(input), context.actor)),
    preview: api.preview.handler(({ input }) => schedules.preview(input)),
    scheduler: api.scheduler.handler(() => schedules.scheduler()),
    runDue: api.runDue.handler(() => schedules.runDue()),
    pauseAll: api.pauseAll.handler(({ context }) => schedules.pauseAll(context.actor)),
    resumeAll: api.resumeAll.handler(({ context }) => schedules.resumeAll(context.actor)),
  }
}

export function firingsProcedures({ firings: api }: Implementer, { firings }: Core) {
  return {
    list: api.list.handler(({ input, signal }) => firings.list(given(input), signal)),
    get: api.get.handler(({ input }) => firings.get(input.id)),
    cancel: api.cancel.handler(({ input, context }) => firings.cancel(input.id, context.actor)),
    days: api.days.handler(({ input, signal }) => firings.days(given(input), signal)),
  }
}

export function poolsProcedures({ pools: api }: Implementer, { pools }: Core) {
  return {
    list: api.list.handler(() => ({ items: pools.list() })),
    set: api.set.handler(({ input, context }) => pools.set(given(input), context.actor)),
    remove: api.remove.handler(({ input, context }) => pools.remove(input.name, context.actor)),
  }
}
