import { expect, it } from 'vitest'
import { aDaemonProcess } from '../support/daemon.ts'
import { aScript, READING } from '../support/jobs.ts'
import { until } from '../support/wait.ts'
import { aDesktopBed, type DesktopBed, enqueue, trayReads } from './bed.ts'
import { writeSettings } from './settings-file.ts'

const stateOf = async ({ core }: DesktopBed, id: string) => (await core.jobs.get({ id })).job.state
const runs = (desktop: DesktopBed, id: string) =>
  until('it runs', async () => (await stateOf(desktop, id)) === 'running')

it('quits without a word where nothing runs', async () => {
  const desktop = await aDesktopBed()
  await desktop.pick('quit')
  expect(await desktop.exited).toBe(0)
  expect(desktop.said()).not.toContain('Error')
})

it('names what runs; Escape means that it does not quit', async () => {
  const desktop = await aDesktopBed({ home: writeSettings() })
  const job = await enqueue(desktop, aScript('sleep 60'))
  await runs(desktop, job)
  await desktop.pick('quit')
  const { options } = await desktop.asked()
  expect(options).toMatchObject({ buttons: ['Wait', 'Stop and quit', 'Cancel'], cancelId: 2, defaultId: 2 })
  expect(options.message).toBe('One run goes on. Quit Interlock?')
  expect(options.detail).toContain(`(${job.slice(-8)})`)
  await desktop.answer('Cancel')
  const next = await enqueue(desktop, aScript('true', { policy: READING }))
  await until('work goes on', async () => (await stateOf(desktop, next)) === 'succeeded')
  expect(await stateOf(desktop, job)).toBe('running')
})

it('waits for what runs, starts nothing new, and then quits; what is queued is there at the next start', async () => {
  const desktop = await aDesktopBed({ home: writeSettings({ on_close: 'keep' }) })
  const { home } = desktop
  const job = await enqueue(desktop, aScript('while [ ! -e go ]; do sleep 0.1; done'))
  await runs(desktop, job)
  await desktop.pick('quit')
  await desktop.asked()
  await desktop.answer('Wait')
  const waits = await enqueue(desktop, aScript('true', { policy: READING }))
  await until('it says why it waits', async () => {
    const { job: held } = await desktop.core.jobs.get({ id: waits })
    return held.waiting_reason?.code === 'draining'
  })
  await desktop.core.jobs.cancel({ id: job })
  expect(await desktop.exited).toBe(0)

  const again = await aDesktopBed({ home })
  await until('it goes on', async () => (await stateOf(again, waits)) === 'succeeded')
})

it('shows that it waits, and takes that back in a second question or in the tray', async () => {
  const desktop = await aDesktopBed({ home: writeSettings() })
  await runs(desktop, await enqueue(desktop, aScript('sleep 60')))
  const waitToQuit = async () => {
    await desktop.pick('quit')
    await desktop.asked()
    await desktop.answer('Wait')
    await trayReads(desktop, 'quit.waits', 'Quits once nothing runs')
    return enqueue(desktop, aScript('true', { policy: READING }))
  }
  const startsAgain = (job: string) =>
    until('new work starts again', async () => (await stateOf(desktop, job)) === 'succeeded')

  const first = await waitToQuit()
  await desktop.pick('quit')
  const { options } = await desktop.asked()
  expect(options.buttons).toEqual(['Go on waiting', 'Stop and quit', 'Do not quit'])
  await desktop.answer('Do not quit')
  await startsAgain(first)

  const second = await waitToQuit()
  await desktop.pickInTray('quit.stay')
  await startsAgain(second)
  expect((await desktop.trayMenu())?.some(({ id }) => id === 'quit.waits')).toBe(false)
})

it('stops what runs where that was chosen, and queues it again', async () => {
  const desktop = await aDesktopBed({ home: writeSettings({ on_close: 'keep' }) })
  const { home } = desktop
  const job = await enqueue(desktop, aScript('sleep 60'))
  await runs(desktop, job)
  await desktop.pick('quit')
  await desktop.asked()
  await desktop.answer('Stop and quit')
  expect(await desktop.exited).toBe(0)
  const again = await aDesktopBed({ home })
  await runs(again, job)
  const { job: row } = await again.core.jobs.get({ id: job })
  expect(row).toMatchObject({ runs: 2, attempts: 0 })
})

it('leaves a service working, and says so', async () => {
  const daemon = await aDaemonProcess()
  const desktop = await aDesktopBed({ attachTo: daemon })
  const job = await enqueue(desktop, aScript('sleep 60'))
  await runs(desktop, job)
  await desktop.pick('quit')
  const { options } = await desktop.asked()
  expect(options.detail).toContain('The service works on without it: one run, 0 queued.')
  await desktop.answer('Quit')
  expect(await desktop.exited).toBe(0)
  expect(await stateOf(desktop, job)).toBe('running')
})
