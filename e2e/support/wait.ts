import { setTimeout as sleep } from 'node:timers/promises'
import type { Core } from '#core'
import type { EventRecord, Job, JobState } from '#schemas'

/** Waits until `look` gives something other than undefined or false. @throws Error naming `what` after `ms` */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 20_000,
): Promise<T> {
  const deadline = performance.now() + ms
  // What comes soon is seen soon; what takes its time is not asked for a hundred times a second.
  for (let pause = 4; ; pause = Math.min(pause * 1.25, 50)) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > deadline) throw new Error(`Not within ${ms} ms: ${what}.`)
    await sleep(pause)
  }
}

/** The job once nothing follows by itself. */
export function settled(core: Core, id: string, ms = 20_000): Promise<Job> {
  return core.jobs.settled(id, AbortSignal.timeout(ms))
}

/** The job once it is in one of these states. */
export function inState(core: Core, id: string, ...states: JobState[]): Promise<Job> {
  return until(`job ${id} is ${states.join(' or ')}`, () => {
    const { job } = core.jobs.get(id)
    return states.includes(job.state) && job
  })
}

/** Every event of the ledger, or those that match, oldest first. */
export async function eventsOf(
  core: Core,
  filter: { kind?: string[]; job?: string; run?: string } = {},
): Promise<EventRecord[]> {
  const events: EventRecord[] = []
  for (;;) {
    const page = await core.events.page({ filter, after: events.at(-1)?.seq ?? 0, limit: 500 })
    events.push(...page.items)
    if (!page.more) return events
  }
}

/** Enqueues as the operator and returns the id. */
export async function enqueued(core: Core, spec: unknown): Promise<string> {
  return (await core.jobs.enqueue(spec, 'operator')).job.id
}
