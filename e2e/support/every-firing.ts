import { expect } from 'vitest'
import type { Core } from '#core'
import { READ_ONLY_POLICY, type ScheduleSpecInput } from '#schemas'
import { aJob, aScript } from './jobs.ts'
import { settled, until } from './wait.ts'

/** A schedule of a job that is quick and always succeeds, which is due in a hundred years, with what the test is about put over it. */
export function aSchedule(over: Partial<ScheduleSpecInput> = {}): ScheduleSpecInput {
  number += 1
  return { name: `schedule ${number}`, trigger: { kind: 'once', at: '2126-01-01T00:00:00Z' }, job: aJob(), ...over }
}

let number = 0

/** Adds a schedule and switches it on. */
export async function scheduled(core: Core, over: Partial<ScheduleSpecInput> = {}): Promise<string> {
  const { id } = await core.schedules.create(aSchedule(over), 'operator')
  await core.schedules.enable(id, 'operator')
  return id
}

/**
 * Everything that can become of schedules and firings, one after the other.
 * @param ahead lets the clock of the core jump, and looks for what is due
 */
export async function everyFiring(
  core: Core,
  ahead: (ms: number) => Promise<unknown>,
  look: () => void,
): Promise<void> {
  const HOUR = 3_600_000
  const { schedules } = core
  const minutely = { kind: 'interval', every_s: 60 } as const
  const failing = aScript('true', { policy: READ_ONLY_POLICY })

  const id = await scheduled(core, { trigger: minutely, overlap: 'queue', misfire: { policy: 'run_all', max: 2 } })
  await schedules.pause(id, 'operator')
  look()
  await schedules.resume(id, 'operator')
  await ahead(HOUR)
  look()
  await until('what waited has run', () => schedules.get(id).open_jobs.length === 0 && schedules.get(id).waiting === 0)
  look()
  const found = schedules.get(id)
  await schedules.edit({ id, revision: 1, spec: { ...found.spec, name: 'edited', overlap: 'skip' } }, 'operator')
  await schedules.pauseAll('operator')
  await ahead(HOUR)
  await schedules.resumeAll('operator')
  await ahead(0)
  look()
  await schedules.disable(id, 'operator')

  // The breaker, and jobs that the operator brings back.
  const broken = await scheduled(core, { job: failing, breaker: { failures: 1 } })
  const { job } = await schedules.runNow({ id: broken, key: 'once', parameters: { why: 'because' } }, 'operator')
  await settled(core, job!)
  expect(schedules.get(broken).state).toBe('tripped')
  look()
  await core.jobs.retry(job!, 'operator')
  look()
  await settled(core, job!)
  await schedules.resume(broken, 'operator')

  // One that waits and is cancelled, others that go with their schedule.
  const endless = aScript('sleep 60')
  const waits = await scheduled(core, { job: endless, overlap: 'queue' })
  const long = await schedules.runNow({ id: waits }, 'operator')
  const second = await schedules.runNow({ id: waits }, 'operator')
  await schedules.runNow({ id: waits }, 'operator')
  look()
  await core.firings.cancel(second.id, 'operator')
  await schedules.remove(waits, 'operator')
  await core.jobs.cancel(long.job!, 'operator')
  await settled(core, long.job!)
  look()

  // Refused, and deleted after it ran.
  const late = await scheduled(core, { job: aScript('true'), fill: [{ into: 'meta.note', from: 'parameters.note' }] })
  await expect(schedules.runNow({ id: late }, 'operator')).rejects.toMatchObject({ code: 'firing_refused' })
  const passing = await scheduled(core, { delete_after_run: true })
  await settled(core, (await schedules.runNow({ id: passing }, 'operator')).job!)
  expect(schedules.get(passing).state).toBe('deleted')
  const once = await scheduled(core, { trigger: { kind: 'once', in: '1m' } })
  await ahead(HOUR)
  await until('it ran', () => schedules.get(once).state === 'off' && schedules.get(once).open_jobs.length === 0)
  look()

  await core.pools.set({ name: 'models', size: 3 }, 'operator')
  await core.pools.set({ name: 'disks', paused: true }, 'operator')
  await core.pools.remove('disks', 'operator')
  look()
}
