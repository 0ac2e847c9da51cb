import { type ChainDecision, type ChainGraph, isInterlockError, parseSchedule, valuesAsked } from '#schemas'
import { JOIN_NEVER_MET } from '#schemas/texts'
import type { Outbox } from '#core/exchange'
import { createReader, type Home } from '#core/record'
import {
  type ChainedSchedules,
  type Chains,
  type ChainsDeps,
  createChains,
  createWatchdogs,
  type Schedules,
  type Settlement,
} from '#core/work'

export interface ChainingDeps extends Omit<ChainsDeps, 'schedules' | 'openReader' | 'onGivenUp'> {
  readonly settlement: Settlement
  readonly home: Home
  /** Built file of the thread that looks into what runs left behind. */
  readonly readerEntry: string
  readonly scheduled: ChainedSchedules & Pick<Schedules, 'retire'>
  readonly post: Outbox['post']
}

/** Chains of schedules as clients see them. */
export interface ChainsApi {
  readonly chains: {
    /** @throws schedule_not_found, id_ambiguous */
    readonly graph: (schedule: string) => ChainGraph
    /**
     * What saving it would be refused for, as far as chains have to do with it, why it could never fire, and the values its job asks for.
     * @throws schedule_not_found, id_ambiguous
     */
    readonly check: (query: { id?: string; spec: unknown }) => {
      problem: { code: string; message: string; remedy: string } | null
      caution: string | null
      values: { path: string; needed: boolean }[]
    }
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
    onGivenUp(write, { schedule, job, run }) {
      const name = deps.scheduled.get(schedule)?.name ?? schedule
      deps.post(write, {
        topic: 'chain.undecided',
        title: `What follows «${name}» could not be decided`,
        text: 'It failed each time it was tried; the log of the core says why. It is tried again when Interlock starts the next time.',
        facts: { schedule: name },
        urgency: 'urgent',
        dedupe_key: `chain:${run ?? job}`,
        job,
        ...(run !== null && { run }),
      })
    },
    schedules: deps.scheduled,
    openReader: () => createReader(deps.readerEntry, deps.home.database),
  })
  settlement.on(chains.onSettled)
  settlement.on(
    createWatchdogs({
      ...deps,
      alert(write, { job, run, target, state, message, key }) {
        const row = jobs.byId(job)
        const to = row && jobs.spec(row)?.deliver?.to
        deps.post(write, {
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
      retire: deps.scheduled.retire,
    }),
  )
  const check: ChainsApi['chains']['check'] = ({ id, spec: input }) => {
    const child = id === undefined ? undefined : deps.scheduled.find(id).id
    try {
      const spec = chains.links.check(child, parseSchedule(input))
      return { problem: null, caution: chains.links.neverMeet(spec) ? JOIN_NEVER_MET : null, values: valuesAsked(spec) }
    } catch (error) {
      if (!isInterlockError(error)) throw error
      const { code, message, remedy } = error
      return { problem: { code, message, remedy }, caution: null, values: [] }
    }
  }

  return {
    links: chains.links,
    begin: chains.begin,
    close: chains.close,
    api: {
      chains: {
        graph: chains.graph,
        decisions: chains.decisions,
        check,
      },
    },
  }
}
