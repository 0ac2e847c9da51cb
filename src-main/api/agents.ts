import type { Core } from '#core'
import { given } from './given.ts'
import type { Implementer } from './implementer.ts'

export function agentsProcedures({ agents: api }: Implementer, { agents }: Core) {
  return {
    list: api.list.handler(() => agents.list()),
    set: api.set.handler(({ input, context }) => agents.set(input, context.actor)),
    seen: api.seen.handler(({ input, context }) => agents.seen(input, context.actor)),
    remove: api.remove.handler(({ input, context }) => agents.remove(input.name, context.actor)),
  }
}

export function messagesProcedures({ messages: api }: Implementer, { messages }: Core) {
  return {
    send: api.send.handler(({ input, context }) => messages.send(input, context.actor)),
    list: api.list.handler(({ input }) => messages.list(given(input))),
    get: api.get.handler(({ input }) => messages.get(input.id)),
    inbox: api.inbox.handler(({ input }) => messages.inbox(input)),
    take: api.take.handler(({ input, context }) => messages.take(input, context.actor)),
    read: api.read.handler(({ input, context }) => messages.read(input.ids, context.actor)),
    ack: api.ack.handler(({ input, context }) => messages.ack(given(input), context.actor)),
  }
}

export function groupsProcedures({ groups: api }: Implementer, { groups }: Core) {
  return {
    start: api.start.handler(({ input, context }) => groups.start(input, context.actor)),
    list: api.list.handler(({ input }) => groups.list(given(input))),
    get: api.get.handler(({ input }) => groups.get(input.id)),
    heartbeat: api.heartbeat.handler(({ input, context }) => groups.heartbeat(input, context.actor)),
  }
}

export function teamsProcedures({ teams: api }: Implementer, { teams }: Core) {
  return {
    list: api.list.handler(() => teams.list()),
    set: api.set.handler(({ input, context }) => teams.set(input, context.actor)),
    remove: api.remove.handler(({ input, context }) => teams.remove(input.name, context.actor)),
    tasks: api.tasks.handler(({ input }) => teams.tasks(input)),
    addTask: api.addTask.handler(({ input, context }) => teams.addTask(given(input), context.actor)),
    endTask: api.endTask.handler(({ input, context }) => teams.endTask(input, context.actor)),
  }
}
