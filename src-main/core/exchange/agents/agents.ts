import {
  type Agent,
  type AgentSpec,
  agentSpecSchema,
  type AgentState,
  agentStateSchema,
  InterlockError,
  MAX_AGENTS,
} from '#schemas'
import { canonicalJson, type Clock, isoTime, parseGuardedJson } from '#schemas/format'
import type { Bodies, Ledger, Store } from '#core/record'

/** Who can be spoken to, and what each offers. The name is the caller's word, as far as its key lets it speak for them. */
export interface Agents {
  list(): Agent[]
  has(name: string): boolean
  spec(name: string): AgentSpec | undefined
  names(): string[]
  /**
   * The one that a message for a capability goes to, never its sender: one that is idle before one that is busy, then the one for
   * which least waits.
   * @throws InterlockError no_agent_offers
   */
  offering(capability: string, sender: string): string
  /** @throws InterlockError too_many_of_kind, and as `known` */
  set(input: { name: string; spec: AgentSpec }, actor: string): Promise<Agent>
  /** @throws InterlockError agent_not_found */
  seen(input: { name: string; state: AgentState }, actor: string): Promise<Agent>
  /** @throws InterlockError agent_not_found */
  remove(name: string, actor: string): Promise<{ removed: string }>
}

interface AgentRow {
  name: string
  spec: string
  state: string
  registered_at: number
}

export function createAgents({
  store,
  ledger,
  bodies,
  clock,
  known,
}: {
  store: Store
  ledger: Ledger
  bodies: Bodies
  clock: Clock
  /** @throws InterlockError where an alias is none */
  known: (alias: string) => unknown
}): Agents {
  const all = store.query<object, AgentRow & { at: number | null }>(
    'SELECT agent.*, agent_seen.at FROM agent LEFT JOIN agent_seen ON agent_seen.agent = agent.name ORDER BY name',
  )
  const byName = store.query<{ name: string }, AgentRow>('SELECT * FROM agent WHERE name = :name')
  const put = store.change<AgentRow>(`INSERT INTO agent(name, spec, state, registered_at)
    VALUES (:name, :spec, :state, :registered_at) ON CONFLICT(name) DO UPDATE SET spec = :spec`)
  const setState = store.change<{ name: string; state: string }>('UPDATE agent SET state = :state WHERE name = :name')
  const setSeen = store.change<{ name: string; at: number }>(
    'INSERT INTO agent_seen(agent, at) VALUES (:name, :at) ON CONFLICT(agent) DO UPDATE SET at = :at',
  )
  const drop = store.change<{ name: string }>('DELETE FROM agent WHERE name = :name')
  const forget = store.change<{ name: string }>('DELETE FROM agent_seen WHERE agent = :name')
  const waiting = store.query<object, { recipient: string; n: number }>(
    "SELECT recipient, count(*) AS n FROM message INDEXED BY message_inbox WHERE state = 'pending' AND recipient IS NOT NULL GROUP BY recipient",
  )

  function list(): Agent[] {
    const counted = new Map(waiting.all({}).map(({ recipient, n }) => [recipient, n]))
    return all.all({}).map((row) => ({
      name: row.name,
      ...specOf(row),
      state: shownState.parse(row.state),
      registered_at: isoTime(row.registered_at),
      last_seen_at: row.at === null ? null : isoTime(row.at),
      waiting: counted.get(row.name) ?? 0,
    }))
  }

  function shown(name: string): Agent {
    const agent = list().find((each) => each.name === name)
    if (agent === undefined) throw new InterlockError('agent_not_found', { name })
    return agent
  }

  return {
    list,
    has: (name) => byName.get({ name }) !== undefined,
    spec(name) {
      const row = byName.get({ name })
      return row && specOf(row)
    },
    names: () => all.all({}).map(({ name }) => name),
    offering(capability, sender) {
      const [first] = list()
        .filter(({ name, state, capabilities }) => {
          return (
            name !== sender && state !== 'offline' && (capabilities.includes(capability) || capabilities.includes('*'))
          )
        })
        .toSorted((a, b) => Number(a.state === 'busy') - Number(b.state === 'busy') || a.waiting - b.waiting)
      if (first === undefined) throw new InterlockError('no_agent_offers', { capability })
      return first.name
    },
    async set({ name, spec }, actor) {
      if (spec.deliver_to !== null) known(spec.deliver_to)
      const text = canonicalJson(spec)
      await store.write((write) => {
        const row = byName.get({ name })
        if (row?.spec === text) return
        if (row === undefined && all.all({}).length >= MAX_AGENTS)
          throw new InterlockError('too_many_of_kind', { what: 'agents', limit: MAX_AGENTS })
        const at = clock.now()
        ledger.append(write, 'agent.registered', { agent: name, spec: bodies.canonical(write, text) }, { actor, at })
        put.run(write, { name, spec: text, state: 'idle', registered_at: at })
      })
      return shown(name)
    },
    async seen({ name, state }, actor) {
      await store.write(
        (write) => {
          const row = byName.get({ name })
          if (row === undefined) throw new InterlockError('agent_not_found', { name })
          setSeen.run(write, { name, at: clock.now() })
          if (row.state === state) return
          ledger.append(write, 'agent.state_set', { agent: name, state }, { actor })
          setState.run(write, { name, state })
        },
        { durable: false },
      )
      return shown(name)
    },
    remove: (name, actor) =>
      store.write((write) => {
        if (byName.get({ name }) === undefined) throw new InterlockError('agent_not_found', { name })
        ledger.append(write, 'agent.removed', { agent: name }, { actor })
        drop.run(write, { name })
        forget.run(write, { name })
        return { removed: name }
      }),
  }
}

const MAX_SPEC_BYTES = 64 * 1024

// A row that somebody wrote to is shown as far as it can be read, and nothing is routed to it.
const shownState = agentStateSchema.catch('offline')
const UNREADABLE = agentSpecSchema.parse({ note: 'What it is here for cannot be read any more: register it again.' })

function specOf({ spec }: AgentRow): AgentSpec {
  const json = parseGuardedJson(spec, MAX_SPEC_BYTES)
  return (json.ok ? agentSpecSchema.safeParse(json.value).data : undefined) ?? UNREADABLE
}
