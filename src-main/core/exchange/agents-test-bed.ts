import { agentSpecSchema, type GroupInput, groupInputSchema, type MessageInput, messageInputSchema } from '#schemas'
import { createIds } from '#schemas/format'
import { createApprovals } from '#core/control'
import { createBodies } from '#core/record'
import { createEnqueue, createJobDelivers, createJobTable, createOrigins } from '#core/work'
import { createGroups } from './groups/groups.ts'
import { createTeams } from './groups/teams.ts'
import { anOutbox } from './outbox/test-bed.ts'
import { createAgents } from './agents/agents.ts'
import { createMessages } from './agents/messages.ts'
import { createSpawn } from './agents/spawn.ts'

/**
 * Agents, messages and groups on a data directory of their own, with a queue that nothing gates and a clock the test moves.
 * Without `begun`, nothing happens by itself before `begin`, as while no core runs.
 */
export function agentsOfATest({ begun = true } = {}) {
  const outbox = anOutbox()
  const { store, ledger, clock, home, troubles } = outbox
  const ids = createIds()
  const bodies = createBodies(store, home, ids)
  const jobs = createJobTable(store, bodies)
  const record = { store, ledger, bodies, clock, ids }
  const enqueue = createEnqueue({
    ...record,
    jobs,
    origins: createOrigins(store),
    delivers: createJobDelivers(store),
    approvals: createApprovals({ ...record, place: () => ({ path: home.root, toolchains: [], floor: null }) }),
    resolveWorkspace: (name) => name ?? 'demo',
  })
  const deps = {
    store,
    ledger,
    bodies,
    clock,
    ids,
    post: outbox.outbox.post,
    hide: (text: string) => text.replaceAll('hunter2hunter2', '[redacted]'),
    known: outbox.aliases.known,
    onTrouble: (_: string, error: unknown) => void troubles.push(error),
  }
  const agents = createAgents(deps)
  const messages = createMessages({
    ...deps,
    agents,
    teamMembers: (team) => teams.members(team),
    spawn: createSpawn(enqueue),
  })
  const groups = createGroups({
    ...deps,
    agents,
    messages,
    jobState: (id) => jobs.byId(id)?.state ?? 'queued',
    onPulse: () => undefined,
  })
  const teams = createTeams({ ...deps, agents, groups })
  const begin = () => {
    messages.begin()
    groups.begin()
  }
  if (begun) begin()

  return {
    ...outbox,
    jobs,
    agents,
    messages,
    groups,
    teams,
    begin,
    agent: (name: string, ...capabilities: string[]) =>
      agents.set({ name, spec: agentSpecSchema.parse({ capabilities }) }, 'operator'),
    send: async (over: Partial<MessageInput>) =>
      (
        await messages.send(
          messageInputSchema.parse({ from: 'operator', to: { agent: 'coder' }, body: 'Hello.', ...over }),
          'operator',
        )
      ).messages,
    start: (over: Partial<GroupInput> & Pick<GroupInput, 'members'>) =>
      groups.start(groupInputSchema.parse({ name: 'Release', ...over }), 'operator'),
    beat: (group: string, member: string, state: 'running' | 'completed' | 'failed' = 'running', note?: string) =>
      groups.heartbeat({ group, member, state, ...(note !== undefined && { note }) }, 'operator'),
    /** Titles of what came to the inbox, the newest first. */
    told: () => outbox.outbox.list({ limit: 200 }).items.map(({ title }) => title),
  }
}
