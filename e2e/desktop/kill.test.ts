import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { aDaemonProcess } from '../support/daemon.ts'
import { aScript } from '../support/jobs.ts'
import { until } from '../support/wait.ts'
import { aDesktopBed, type DesktopBed, enqueue, switchIn, trayReads } from './bed.ts'

const BUSY_MS = 4000

/** Keeps the page busy, so that it hears of nothing; resolves when it is through. */
function keepBusy({ page }: DesktopBed): Promise<boolean> {
  return page.evaluate((ms) => {
    const until = performance.now() + ms
    while (performance.now() < until);
    return true
  }, BUSY_MS)
}

/** Whether `work` is done while the page is still busy. */
async function beatsTheBusyPage(desktop: DesktopBed, work: () => Promise<unknown>): Promise<boolean> {
  const busy = keepBusy(desktop)
  const first = await Promise.race([work().then(() => 'work'), busy.then(() => 'page')])
  await busy
  return first === 'work'
}

/** A run that goes on until it is ended. */
async function aRunGoesOn(desktop: DesktopBed): Promise<string> {
  const job = await enqueue(desktop, aScript('sleep 300'))
  await until('its command runs', async () => {
    const { items } = await desktop.core.events.page({ filter: { job, kind: ['tool.called'] } })
    return items.length > 0
  })
  return job
}

/** The jobs whose runs were killed, once there are any. */
function killedBy({ core }: DesktopBed): Promise<string[]> {
  return until('a run is killed', async () => {
    const { killed } = await core.killSwitch.get()
    return killed.length > 0 && killed.map(({ job }) => job)
  })
}

it.for([
  ['menu', 'own'],
  ['tray', 'own'],
  ['menu', 'attached'],
  ['tray', 'attached'],
])(
  'engages from the %s at once, without a question, while the page is busy: %s core',
  async ([from, mode], { annotate }) => {
    const desktop = await aDesktopBed(mode === 'attached' ? { attachTo: await aDaemonProcess() } : {})
    const engaged = async () => {
      // Both moments are of one clock; the way from here to main is counted in.
      const clicked = await desktop.app.evaluate(() => Date.now())
      await (from === 'menu' ? desktop.pick('kill.engage') : desktop.pickInTray('kill.engage'))
      const { since } = await switchIn(desktop, 'engaged')
      await annotate(`engaged ${Date.parse(since ?? '') - clicked} ms after the click from the ${from}, ${mode} core`)
    }
    expect(await beatsTheBusyPage(desktop, engaged)).toBe(true)
    expect(await desktop.dialogs()).toEqual([])
    await desktop.page.getByText('ENGAGED', { exact: true }).waitFor()
  },
)

it('engages by the chord of the console while the page is busy, which does not take it for the second press later', async () => {
  const desktop = await aDesktopBed()
  const engaged = async () => {
    await desktop.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      const modifier = process.platform === 'darwin' ? 'meta' : 'control'
      window?.webContents.sendInputEvent({ type: 'keyDown', keyCode: 'X', modifiers: [modifier, 'shift'] })
    })
    await switchIn(desktop, 'engaged')
  }
  expect(await beatsTheBusyPage(desktop, engaged)).toBe(true)
  await desktop.page.getByText('ENGAGED', { exact: true }).waitFor()
  await desktop.page.waitForTimeout(500)
  expect(await desktop.page.getByText('Hard stop in').count()).toBe(0)
})

it('ends running work 3 s after the hard stop was announced, unless one says no', async () => {
  const desktop = await aDesktopBed()
  const job = await aRunGoesOn(desktop)
  await desktop.pick('kill.hard')
  const { options } = await desktop.asked()
  expect(options).toMatchObject({
    message: 'Hard stop in 3 s',
    buttons: ['Hard stop now', 'Keep engaged only'],
    cancelId: 1,
  })
  await switchIn(desktop, 'engaged')
  await desktop.answer('Keep engaged only')
  expect((await desktop.core.jobs.get({ id: job })).job.state).toBe('running')

  await desktop.pick('kill.hard')
  await switchIn(desktop, 'engaged_hard')
  expect(await killedBy(desktop)).toEqual([job])
  await trayReads(desktop, 'tray.state', /^Kill switch: Hard stop .* by you · 1 run, \d+ process/)
})

it('releases after a question only, and drops or queues again what was killed', async () => {
  const desktop = await aDesktopBed()
  const job = await aRunGoesOn(desktop)
  await desktop.core.killSwitch.engage({ hard: true })
  expect(await killedBy(desktop)).toEqual([job])
  await trayReads(desktop, 'tray.state', /Hard stop .* 1 run, \d+ process/)
  await desktop.pick('kill.release')
  const { options } = await desktop.asked()
  expect(options).toMatchObject({
    message: 'Release the kill switch?',
    buttons: ['Keep engaged', 'Release and requeue 1 run', 'Release and drop 1 run'],
    cancelId: 0,
    defaultId: 0,
  })
  expect(options.detail).toContain('1 run was killed; no attempt was used up.')
  expect(options.detail).toContain(job.slice(-8))
  await desktop.answer('Keep engaged')
  expect((await desktop.core.killSwitch.get()).mode).toBe('engaged_hard')

  await desktop.pickInTray('kill.release')
  await desktop.asked()
  await desktop.answer('Release and drop 1 run')
  await switchIn(desktop, 'released')
  expect((await desktop.core.jobs.get({ id: job })).job.state).toBe('cancelled')
})

it('withdraws the question when somebody else releases', async () => {
  const desktop = await aDesktopBed()
  await desktop.core.killSwitch.engage({ hard: false })
  await trayReads(desktop, 'tray.state', /Engaged/)
  await desktop.pick('kill.release')
  await desktop.asked()
  await desktop.core.killSwitch.release({})
  await expect.poll(async () => (await desktop.dialogs()).filter(({ waits }) => waits)).toEqual([])
})

it('tells of an engagement that came from elsewhere', async () => {
  const desktop = await aDesktopBed()
  await desktop.core.killSwitch.engage({ hard: false })
  const [notice] = await until('a notice is shown', async () => {
    const notices = await desktop.notifications()
    return notices.length > 0 && notices
  })
  expect(notice?.title).toBe('Kill switch: Engaged from the command line')
})

it('writes the file KILL_SWITCH where an attached core does not answer', async () => {
  const daemon = await aDaemonProcess()
  const desktop = await aDesktopBed({ attachTo: daemon })
  onTestFinished(() => daemon.thaw())
  daemon.freeze()
  await desktop.pick('kill.engage')
  const file = join(daemon.home, 'KILL_SWITCH')
  await until('the file is there', () => existsSync(file))
  expect(readFileSync(file, 'utf8')).toBe('engaged\n')
  const { options } = await desktop.asked()
  expect(options.message).toBe('The core did not confirm the kill switch')
  expect(options.detail).toContain(file)
  daemon.thaw()
  await switchIn({ core: daemon.core }, 'engaged')
})
