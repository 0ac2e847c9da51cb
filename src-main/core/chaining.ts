import type { ChainDecision, ChainGraph } from '#schemas'
import type { Outbox } from '#core/exchange'
import { createReader } from '#core/record'
import { type Chains, type ChainsDeps, createChains, createWatchdogs, type Settlement } from '#core/work'
import type { Scheduler } from './scheduling.ts'

export interface ChainingDeps extends Omit<ChainsDeps, 'schedules' | 'openReader'> {
  readonly settlement: Settlement
  /** Built file of the thread, and the database it reads. */
  readonly readerEntry: string
  readonly database: string
  /** Made after this, since schedules ask what they may follow. */
  readonly scheduler: () => Scheduler['chained']
  readonly post: () => Outbox['post']
}

/** Chains of schedules as clients see them. */
export interface ChainsApi {
  readonly chains: {
    /** @throws schedule_not_found, id_ambiguous */
    readonly graph: (schedule: string) => ChainGraph
    /** The newest first. @throws schedule_not_found, id_ambiguous, cursor_unreadable */
    readonly decisions: (query: { schedule?: string; root?: string; job?: string; cursor?: string; limit: number }) => {
      items: ChainDecision[]
      next_cursor: string | null
    }
  }
}

export interface Chaining {
  readonly api: ChainsApi
  readonly links: Chains['links']
  readonly begin: () => void
  readonly close: () => Promise<void>
}

/** Puts chains and watchdogs together with what they need of a whole core. */
export function createChaining(deps: ChainingDeps): Chaining {
  const { jobs, settlement } = deps
  const chains = createChains({
    ...deps,
    schedules: {
      find: (id) => deps.scheduler().find(id),
      get: (id) => deps.scheduler().get(id),
      fire: (write, firing) => deps.scheduler().fire(write, firing),
    },
    openReader: () => createReader(deps.readerEntry, deps.database),
  })
  settlement.on(chains.onSettled)
  settlement.on(
    createWatchdogs({
      ...deps,
      alert(write, { job, run, target, state, message, key }) {
        const row = jobs.byId(job)
        const to = row && jobs.spec(row)?.deliver?.to
        deps.post()(write, {
          topic: `watchdog.${state}`,
          title: message,
          facts: { watched: target },
          urgency: state === 'done' ? 'normal' : 'urgent',
          dedupe_key: key,
          job,
          run,
          ...(to !== undefined && { to }),
        })
      },
      retire: (write, schedule) => deps.scheduler().retire(write, schedule),
    }),
  )
  return {
    links: chains.links,
    begin: chains.begin,
    close: chains.close,
    api: {
      chains: {
        graph: chains.graph,
        decisions: ({ cursor, ...query }) => chains.decisions({ ...query, cursor }),
      },
    },
  }
}
