import { expect, it } from 'vitest'
import { aScript, READING } from '../support/jobs.ts'
import { until } from '../support/wait.ts'
import { aDesktopBed, type DesktopBed, enqueue } from './bed.ts'
import { writeSettings } from './settings-file.ts'

type PowerEvent = 'on-ac' | 'on-battery' | 'suspend' | 'resume' | 'lock-screen' | 'unlock-screen'

/** What the system would say. */
const say = ({ app }: DesktopBed, event: PowerEvent) =>
  app.evaluate(({ powerMonitor }, name) => {
    if (name === 'on-battery' || name === 'on-ac') {
      const isOnBattery = name === 'on-battery'
      powerMonitor.isOnBatteryPower = () => isOnBattery
    }
    powerMonitor.emit(name)
  }, event)

const jobOf = async ({ core }: DesktopBed, id: string) => (await core.jobs.get({ id })).job

it('lets jobs that may wait do so on battery, says why, and goes on with mains', async () => {
  const desktop = await aDesktopBed({ home: writeSettings({ battery: 'battery', on_close: 'keep' }) })
  await say(desktop, 'on-battery')
  await until('the core knows', async () => (await desktop.core.power.get()).defers)
  const mayWait = await enqueue(desktop, aScript('true', { deferrable: true }))
  const mayNot = await enqueue(desktop, aScript('true'))
  await until('the other runs', async () => (await jobOf(desktop, mayNot)).state === 'succeeded')
  expect((await jobOf(desktop, mayWait)).waiting_reason).toEqual({ code: 'saves_power', source: 'battery' })
  const { items } = await desktop.core.jobs.list({ filter: { reason: ['saves_power'] }, limit: 10 })
  expect(items.map(({ id }) => id)).toEqual([mayWait])
  await say(desktop, 'on-ac')
  await until('it goes on', async () => (await jobOf(desktop, mayWait)).state === 'succeeded')
})

it('holds nothing back on battery alone by default, and everything while the machine sleeps, until it wakes', async () => {
  const desktop = await aDesktopBed({ home: writeSettings() })
  await say(desktop, 'on-battery')
  await until('the core knows', async () => (await desktop.core.power.get()).source === 'battery')
  const deferrable = await enqueue(desktop, aScript('true', { deferrable: true }))
  await until('it runs', async () => (await jobOf(desktop, deferrable)).state === 'succeeded')
  expect(await desktop.core.power.get()).toMatchObject({ source: 'battery', defers: false })

  const runs = await enqueue(desktop, aScript('sleep 60'))
  await until('it runs', async () => (await jobOf(desktop, runs)).state === 'running')
  await say(desktop, 'suspend')
  await until('the core knows', async () => (await desktop.core.power.get()).asleep)
  const job = await enqueue(desktop, aScript('true', { policy: READING }))
  await until('it waits', async () => (await jobOf(desktop, job)).waiting_reason?.code === 'asleep')
  await say(desktop, 'resume')
  await until('it goes on', async () => (await jobOf(desktop, job)).state === 'succeeded')
  expect(await jobOf(desktop, runs)).toMatchObject({ state: 'running', runs: 1 })
  const { items } = await desktop.core.events.page({ filter: { kind: ['power.changed'] }, limit: 10 })
  // The newest first.
  expect(items.map(({ payload }) => payload['asleep']).slice(0, 2)).toEqual([false, true])
})

it('ends in order when the system shuts down', async () => {
  const desktop = await aDesktopBed({ home: writeSettings({ on_close: 'keep' }) })
  await enqueue(desktop, aScript('sleep 60'))
  const waits = await desktop.app.evaluate(({ powerMonitor }) => {
    let isAskedToWait = false
    powerMonitor.emit('shutdown', { preventDefault: () => (isAskedToWait = true) })
    return isAskedToWait
  })
  expect(waits).toBe(true)
  expect(await desktop.exited).toBe(0)
})
