import { onTestFinished } from 'vitest'
import { type EndpointState, READ_ONLY_POLICY, type ScheduleSpecInput } from '#schemas'
import { createIds } from '#schemas/format'
import { createSettlement, type Settlement } from '../settlement.ts'
import { aQueue } from '../test-bed.ts'
import { createScheduling, type SchedulingDeps } from './scheduling.ts'

const MINUTE = 60_000

interface SchedulingParts {
  readonly links?: SchedulingDeps['links']
  readonly queue?: ReturnType<typeof aQueue>
}

const NO_LINKS: SchedulingDeps['links'] = () => ({ check: (_, spec) => spec, set: () => undefined })

/** Schedules on a data directory of their own, on a clock that the test moves; what is due is looked for when it says so. */
export async function aScheduling({ links = NO_LINKS, queue = aQueue() }: SchedulingParts = {}) {
  const endpoints = new Map<string, EndpointState>()
  const stopped: string[] = []
  const news: string[] = []
  const { store, ledger, bodies, jobs, origins, changes, enqueue, settlement, clock } = queue
  const ids = createIds()
  // The latest of them is told of ends; those before are as good as killed.
  let told: Settlement = createSettlement()
  settlement.on((write, job) => told.tell(write, job))
  settlement.onReopened((write, job) => told.tellReopened(write, job))
  const make = () => {
    told = createSettlement()
    return createScheduling({
      store,
      ledger,
      bodies,
      clock,
      ids,
      jobs,
      origins,
      changes,
      enqueue,
      settlement: told,
      links,
      endpointState: (name) => endpoints.get(name),
      stopRun: (run) => void stopped.push(run),
      post: (_, notice) => void (news.includes(notice.dedupe_key) || news.push(notice.dedupe_key)),
      onTrouble: (what, error) => {
        throw new Error(what, { cause: error })
      },
    })
  }
  const scheduling = make()
  onTestFinished(() => scheduling.close())
  await scheduling.start()
  const { schedules } = scheduling
  let runs = 0

  return {
    ...queue,
    ...scheduling,
    /** Another one on the same tables, as a second core would be. */
    another: make,
    endpoints,
    stopped,
    /** Keys of what the operator was told, each once. */
    news: () => news.map((key) => key.replace(/:sch-[^:]+/, '')),
    /** Adds a schedule and switches it on. */
    async on(over: Partial<ScheduleSpecInput> = {}) {
      const { id } = await schedules.create(aSchedule(over), 'test')
      await schedules.enable(id, 'test')
      return id
    },
    /** Lets time pass, and looks. */
    async pass(ms: number) {
      queue.time.now += ms
      await scheduling.scan()
    },
    /** Lets minutes pass one by one, and looks after each. */
    async minutes(count: number) {
      for (let left = count; left > 0; left -= 1) {
        queue.time.now += MINUTE
        await scheduling.scan()
      }
    },
    /** Runs what is queued; each job ends as said. */
    async work(end: Parameters<typeof queue.finish>[2] = {}) {
      for (;;) {
        const taken = await queue.claim('repo_tools')
        if (taken === undefined) return
        runs += 1
        await queue.finish(taken.run, taken.token, end)
        await scheduling.scan()
      }
    },
    ran: () => runs,
    /** What became of the firings of a schedule, the oldest first. */
    told(id: string) {
      return schedules
        .get(id)
        .last.toReversed()
        .map(
          ({ state, reason, count }) =>
            `${state}${reason === null ? '' : ` ${reason.code}`}${count === 1 ? '' : ` ×${count}`}`,
        )
    },
    jobsOf: (id: string) =>
      schedules
        .get(id)
        .last.flatMap(({ job }) => job ?? [])
        .toReversed(),
  }
}

/** A schedule that is due every minute, with what the test is about put over it. */
export function aSchedule(over: Partial<ScheduleSpecInput> = {}): ScheduleSpecInput {
  return {
    name: `schedule ${(number += 1)}`,
    trigger: { kind: 'cron', expression: '* * * * *' },
    job: {
      type: 'doc_compactor_task',
      payload: { inputs: ['README.md'], max_input_bytes: 4096, max_output_bytes: 4096 },
      budgets: { max_wall_time_sec: 60, max_tool_calls: 50, max_output_bytes: 1_048_576, max_concurrency_slots: 1 },
      policy: READ_ONLY_POLICY,
    },
    ...over,
  }
}

let number = 0
