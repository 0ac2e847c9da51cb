import type { Clock, Ids } from '#schemas/format'
import type { KillSwitchControl, SecretStore } from '#core/control'
import {
  admitDeliver,
  type Aliases,
  createAliases,
  createChannels,
  createJobNews,
  createOutbox,
  type Outbox,
} from '#core/exchange'
import type { Bodies, Home, Ledger, Store } from '#core/record'
import type { Follow, JobDelivers, JobTable, LogReading, Settlement } from '#core/work'
import type { Core } from './types.ts'

/** What a core tells the people and programs around it. */
export interface Telling {
  readonly api: Pick<Core, 'outbox' | 'aliases'>
  readonly post: Outbox['post']
  /** Refuses a job whose end is to be told to nobody there is. @throws InterlockError alias_not_found */
  readonly admit: ReturnType<typeof admitDeliver>
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
  readonly onTrouble: (what: string, error: unknown) => void
}

/** Waits between the tries of a delivery, at first and at most, milliseconds. */
const BACKOFF = { minMs: 10_000, maxMs: 3_600_000 }
/** Lines of a run that go with the news of its end. */
const LAST_LINES = 40

export function createTelling(deps: TellingDeps): Telling {
  const { secrets, killSwitch, follow, home, clock } = deps
  const aliases: Aliases = createAliases(deps)
  const outbox = createOutbox({
    ...deps,
    random: Math.random,
    aliases,
    backoff: BACKOFF,
    send: createChannels({ clock, secret: (name) => secrets.granted([name])[name], exports: home.exports }),
    hide: (text) => secrets.redaction().text(text),
    blocked: killSwitch.blocks,
    async lastLines(run) {
      const { lines } = await deps.lines({ id: run, limit: LAST_LINES })
      return lines.map(({ text }) => text).join('\n')
    },
    onChange: () => follow.touch('outbox'),
  })
  deps.settlement.on(createJobNews({ ...deps, post: outbox.post }))
  return {
    api: {
      outbox,
      aliases: {
        list: aliases.list,
        async set(input, actor) {
          const alias = await aliases.set(input, actor)
          outbox.look()
          return alias
        },
        remove: (input, actor) => aliases.remove(input, actor, (write) => outbox.discardFor(write, input.name, actor)),
        test: outbox.test,
      },
    },
    post: outbox.post,
    admit: admitDeliver(aliases),
    look: outbox.look,
    begin: outbox.begin,
    close: outbox.close,
  }
}
