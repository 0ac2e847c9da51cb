import { InterlockError } from '#schemas'
import type { Clock, Ids } from '#schemas/format'
import type { AdmitJob, KillSwitchControl, SecretStore } from '#core/control'
import {
  admitDeliver,
  createAgents,
  createAliases,
  createChannels,
  createGroups,
  createJobNews,
  createMessages,
  createOutbox,
  createSpawn,
  createTeams,
  type Outbox,
} from '#core/exchange'
import type { Bodies, Home, Ledger, Store } from '#core/record'
import type { Enqueue, Follow, JobDelivers, JobTable, LogReading, Settlement } from '#core/work'
import type { Core } from './types.ts'

/** What a core tells the people and programs around it, and what those say to each other through it. */
export interface Telling {
  readonly api: Pick<Core, 'outbox' | 'aliases' | 'agents' | 'messages' | 'groups' | 'teams'>
  readonly post: Outbox['post']
  /** Whether news can be sent there. */
  readonly hasAlias: (name: string) => boolean
  /** @throws InterlockError agent_not_found */
  readonly known: (agent: string) => void
  /** Refuses a job whose end is to be told to nobody there is, before `next` looks at it. @throws InterlockError alias_not_found */
  readonly admitting: (next: AdmitJob) => AdmitJob
  /** Something may be sent that could not before: the secrets or the kill switch changed. */
  readonly look: () => void
  /** Sends what waits, from now on. */
  readonly begin: () => void
  readonly close: () => Promise<void>
}

export interface TellingDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly home: Home
  readonly clock: Clock
  readonly ids: Ids
  readonly jobs: JobTable
  readonly delivers: JobDelivers
  readonly settlement: Settlement
  readonly secrets: SecretStore
  readonly killSwitch: KillSwitchControl
  readonly follow: Follow
  readonly lines: LogReading['lines']
  readonly enqueue: Pick<Enqueue, 'prepare' | 'within'>
  /** Whether this core is open for a command only, which sends nothing by the way. */
  readonly idle: boolean
  readonly onTrouble: (what: string, error: unknown) => void
}

/** Waits between the tries of a delivery, at first and at most, milliseconds. */
const BACKOFF = { minMs: 10_000, maxMs: 3_600_000 }
/** Lines of a run that go with the news of its end. */
const LAST_LINES = 40

export function createTelling(deps: TellingDeps): Telling {
  const { secrets, killSwitch, follow, home, clock } = deps
  const aliases = createAliases(deps)
  const refuseUntold = admitDeliver(aliases)
  const hide = (text: string) => secrets.redaction().text(text)
  const outbox = createOutbox({
    ...deps,
    random: Math.random,
    aliases,
    backoff: BACKOFF,
    send: createChannels({
      clock,
      secret: (name) => secrets.granted([name])[name],
      exports: home.exports,
      blocked: killSwitch.blocks,
    }),
    hide,
    blocked: killSwitch.blocks,
    async lastLines(run) {
      const { lines } = await deps.lines({ id: run, limit: LAST_LINES })
      return lines.map(({ text }) => text).join('\n')
    },
    onChange: () => follow.touch('outbox'),
  })
  deps.settlement.on(createJobNews({ ...deps, post: outbox.post }))

  const saying = { ...deps, post: outbox.post, hide, known: aliases.known }
  const agents = createAgents(saying)
  const messages = createMessages({
    ...saying,
    agents,
    teamMembers: (team) => teams.members(team),
    spawn: createSpawn(deps.enqueue),
  })
  const groups = createGroups({
    ...saying,
    agents,
    messages,
    jobState(id) {
      const job = deps.jobs.byId(id)
      if (job === undefined) throw new InterlockError('job_not_found', { id })
      return job.state
    },
    onPulse: () => follow.touch('messages'),
  })
  const teams = createTeams({ ...saying, agents, groups })
  deps.settlement.on(groups.onSettled)

  return {
    api: {
      outbox,
      aliases: {
        list: aliases.list,
        refusal: aliases.refusal,
        async set(input, actor) {
          const alias = await aliases.set(input, actor)
          outbox.look()
          return alias
        },
        remove: (input, actor) => aliases.remove(input, actor, (write) => outbox.discardFor(write, input.name, actor)),
        async test(alias, actor) {
          // A core that was opened for this alone has its secrets still to open.
          await secrets.settling()
          return outbox.test(alias, actor)
        },
      },
      agents,
      messages,
      groups,
      teams,
    },
    post: outbox.post,
    hasAlias: (name) => aliases.spec(name) !== undefined,
    known(name) {
      if (!agents.has(name)) throw new InterlockError('agent_not_found', { name })
    },
    admitting: (next) => (spec) => {
      refuseUntold(spec)
      return next(spec)
    },
    look: outbox.look,
    begin() {
      if (deps.idle) return
      outbox.begin()
      messages.begin()
      groups.begin()
    },
    close() {
      messages.close()
      groups.close()
      return outbox.close()
    },
  }
}
