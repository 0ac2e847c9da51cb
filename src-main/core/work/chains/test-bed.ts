import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { ChainLink, ScheduleSpecInput } from '#schemas'
import { openSpool, type Reader } from '#core/record'
import { aSchedule, aScheduling } from '../schedules/test-bed.ts'
import { aQueue } from '../test-bed.ts'
import { chainTasks } from './chain-tasks.ts'
import { createChains } from './chains.ts'

/** How a job of a chain ends in a test. */
export interface End {
  readonly state?: 'succeeded' | 'failed'
  readonly code?: string
  readonly transient?: boolean
  readonly verdict?: 'passed' | 'failed'
  readonly result?: unknown
  readonly stdout?: string
}

/** Schedules that follow one another, on a clock that the test moves; the tasks of the thread run in place. */
export async function aChain({ onTrouble = thrown }: { onTrouble?: (what: string, error: unknown) => void } = {}) {
  const queue = aQueue()
  const { store, ledger, bodies, clock, jobs, runs, settlement } = queue
  const givenUp: { schedule: string; job: string }[] = []
  const broken = { reader: false }
  const waits: { ms: number; fire: () => void }[] = []
  const after = (ms: number, fire: () => void) => {
    const wait = { ms, fire }
    waits.push(wait)
    return () => void waits.splice(waits.indexOf(wait), waits.includes(wait) ? 1 : 0)
  }
  const make = () =>
    createChains({
      store,
      ledger,
      bodies,
      clock: { ...clock, after },
      jobs,
      runs,
      schedules: {
        find: (id) => bed.table.find(id),
        get(id) {
          const row = bed.table.byId(id)
          return row && { ...bed.views.schedule(row), spec: bed.table.spec(row) }
        },
        fire: (write, firing) => bed.schedules.fire(write, firing),
      },
      openReader: inPlace,
      onGivenUp: (_write, { schedule, job }) => void givenUp.push({ schedule, job }),
      onTrouble,
    })
  const chains = make()
  const bed = await aScheduling({ queue, links: () => chains.links })
  settlement.on(chains.onSettled)
  onTestFinished(() => chains.close())

  function inPlace(): Reader {
    const tasks = new Map(Object.entries(chainTasks()))
    const connection = queue.reading()
    return {
      async run(task, input) {
        if (broken.reader) throw new Error('the thread does not start')
        return tasks.get(task)?.(connection, input)
      },
      failure: () => undefined,
      onTold: () => () => undefined,
      close: async () => undefined,
    }
  }

  /** Output of a run as it lies there when it is over. */
  async function outputOf(run: string, text: string) {
    const spool = openSpool(queue.home, run, randomBytes(16))
    const size = 50_000
    for (let at = 0; at < text.length; at += size)
      await spool.append([{ at: clock.now(), stream: 'stdout', text: text.slice(at, at + size) }])
    await spool.append([{ at: clock.now(), stream: 'note', text: 'a note of Interlock' }])
    await spool.close()
    return bodies.seal(spool.path, 'frames')
  }

  return {
    ...bed,
    chains,
    /** Whether looking at what runs left behind fails, and what was given up over that. */
    broken,
    givenUp,
    /** Lets the times come that chains wait for. @returns how long those were */
    async again() {
      const due = waits.splice(0)
      for (const { fire } of due) fire()
      await chains.idle()
      return due.map(({ ms }) => ms)
    },
    /** Another one on the same tables, as after a crash. */
    anotherChains: make,
    /** Adds a schedule that fires only when something lets it, and switches it on. */
    async link(
      name: string,
      after: (Partial<ChainLink> & { parent: string })[] = [],
      over: Partial<ScheduleSpecInput> = {},
    ) {
      const { id } = await bed.schedules.create(
        aSchedule({ name, trigger: { kind: 'manual' }, overlap: 'allow', after, ...over }),
        'test',
      )
      await bed.schedules.enable(id, 'test')
      return id
    },
    /** Fires a schedule by hand, once. */
    runNow: (name: string) => bed.schedules.runNow({ id: name }, 'test'),
    /** Ends the oldest job that waits as said, without looking at what follows. @returns its schedule; undefined where none waits */
    async end({ stdout, ...end }: End = {}): Promise<string | undefined> {
      const taken = await queue.claim('repo_tools')
      if (taken === undefined) return undefined
      const output = stdout === undefined ? null : await outputOf(taken.run, stdout)
      await queue.finish(taken.run, taken.token, { ...end, output })
      const job = jobs.byId(taken.job.id)
      const schedule = job && queue.origins.of(job.seq)?.schedule
      return schedule && bed.table.byId(schedule)?.name
    },
    /** Decides what follows, and lets what fired become jobs. */
    async follow() {
      await chains.idle()
      await bed.scan()
    },
    /** What was decided, the oldest first: `a→b fired`. */
    told: () =>
      chains
        .decisions({ limit: 100 })
        .items.toReversed()
        .map(({ parent, child, decision, reason }) => {
          const nameOf = (id: string) => bed.table.byId(id)?.name ?? id
          return `${nameOf(parent)}→${nameOf(child)} ${decision}${reason === null ? '' : ` ${reason.code}`}`
        }),
  }
}

function thrown(what: string, error: unknown): never {
  throw new Error(what, { cause: error })
}

/** Runs the first schedule with this end, and says what became of its links. */
export async function after(end: End, ...links: Parameters<Awaited<ReturnType<typeof aChain>>['link']>[1][]) {
  const bed = await aChain()
  await bed.link('first')
  for (const [at, link] of links.entries()) await bed.link(`next ${at + 1}`, link)
  bed.chains.begin()
  await bed.runNow('first')
  await bed.end(end)
  await bed.follow()
  return { bed, told: bed.told() }
}
