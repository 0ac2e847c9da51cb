import { z } from 'zod'
import { rankOf } from '#schemas'
import type { LedgerEvent, Reducers } from './reducer.ts'
import type { Tables } from './tables.ts'

const contentSchema = z.object({ subject: z.string() })

export const agentReducers: Reducers = {
  'agent.registered'({ agents }, { at, payload }, body) {
    const before = agents.agent.get(payload.agent)
    const fresh = { name: payload.agent, state: 'idle', registered_at: at }
    agents.agent.set(payload.agent, { ...fresh, ...before, spec: body(payload.spec.id) })
  },
  'agent.state_set'({ agents }, { payload }) {
    Object.assign(agents.agent.get(payload.agent) ?? {}, { state: payload.state })
  },
  'agent.removed'({ agents }, { payload }) {
    agents.agent.delete(payload.agent)
  },
  'message.sent'(tables, event, body) {
    const { seq, at, payload } = event
    const { message: id, from: sender, to: recipient, content, spawned: job, ack_required, ...rest } = payload
    const spawnedAt = job === null ? null : at
    tables.agents.message.set(id, {
      ...rest,
      seq,
      id,
      sender,
      recipient,
      rank: rankOf(payload.kind),
      subject: contentSchema.parse(JSON.parse(body(content.id))).subject,
      content: content.id,
      state: payload.problem !== null ? 'refused' : job !== null ? 'read' : 'pending',
      ack_required: ack_required ? 1 : 0,
      created_at: at,
      delivered_at: spawnedAt,
      read_at: spawnedAt,
      acked_at: null,
      job,
    })
    if (job !== null) receipt(tables, { ...event, actor: 'core' }, id, 'spawned')
  },
  'message.delivered'(tables, event) {
    for (const id of event.payload.messages) {
      Object.assign(tables.agents.message.get(id) ?? {}, { state: 'delivered', delivered_at: event.at })
      receipt(tables, event, id, 'delivered')
    }
  },
  'message.read'(tables, event) {
    for (const id of event.payload.messages) {
      const row = tables.agents.message.get(id)
      Object.assign(row ?? {}, { state: 'read', delivered_at: row?.delivered_at ?? event.at, read_at: event.at })
      receipt(tables, event, id, 'read')
    }
  },
  'message.acked'(tables, event, body) {
    const { message: id, note } = event.payload
    const row = tables.agents.message.get(id)
    Object.assign(row ?? {}, {
      state: 'read',
      delivered_at: row?.delivered_at ?? event.at,
      read_at: row?.read_at ?? event.at,
      acked_at: event.at,
    })
    receipt(tables, event, id, 'acked', note === null ? null : body(note.id))
  },
  'message.expired'(tables, event) {
    for (const id of event.payload.messages) {
      Object.assign(tables.agents.message.get(id) ?? {}, { state: 'expired' })
      receipt(tables, event, id, 'expired')
    }
  },
  'group.started'({ agents }, { seq, at, actor, payload }, body) {
    const { group: id, name, members, ...rest } = payload
    agents.task_group.set(id, {
      ...rest,
      seq,
      id,
      name: body(name.id),
      actor,
      state: 'active',
      created_at: at,
      ended_at: null,
    })
    for (const member of members)
      agents.group_member.set(`${id} ${member.name}`, {
        grp: id,
        ...member,
        state: 'pending',
        note: null,
        changed_at: at,
        steered_at: null,
        alerted_at: null,
      })
  },
  'group.member_changed'({ agents }, { at, payload }, body) {
    const { group, member, state, note } = payload
    Object.assign(agents.group_member.get(`${group} ${member}`) ?? {}, {
      state,
      note: note === null ? null : body(note.id),
      changed_at: at,
      steered_at: null,
      alerted_at: null,
    })
  },
  'group.member_steered'({ agents }, { at, payload }) {
    Object.assign(agents.group_member.get(`${payload.group} ${payload.member}`) ?? {}, { steered_at: at })
  },
  'group.member_alerted'({ agents }, { at, payload }) {
    Object.assign(agents.group_member.get(`${payload.group} ${payload.member}`) ?? {}, { alerted_at: at })
  },
  'group.ended'({ agents }, { at, payload }) {
    Object.assign(agents.task_group.get(payload.group) ?? {}, { state: payload.state, ended_at: at })
  },
  'team.set'({ agents }, { payload }) {
    agents.team.set(payload.team, { name: payload.team, members: JSON.stringify(payload.members) })
  },
  'team.removed'({ agents }, { payload }) {
    agents.team.delete(payload.team)
  },
  'team.task_added'({ agents }, { seq, at, payload }, body) {
    const { task: id, team, title, group } = payload
    const state = group === null ? 'open' : 'blocked'
    const row = { seq, id, team, title: body(title.id), state, gate: group, created_at: at, ended_at: null }
    agents.team_task.set(id, row)
  },
  'team.task_changed'({ agents }, { at, payload }) {
    const { task, state } = payload
    Object.assign(agents.team_task.get(task) ?? {}, { state, ended_at: state === 'open' ? null : at })
  },
}

function receipt(tables: Tables, event: LedgerEvent, message: string, kind: string, note: string | null = null): void {
  const { seq, at, actor } = event
  tables.agents.message_receipt.set(`${message} ${seq} ${kind}`, { message, seq, kind, actor, at, note })
}
