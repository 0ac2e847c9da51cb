import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { aDaemonProcess } from '../support/daemon.ts'
import { aScript } from '../support/jobs.ts'
import { until } from '../support/wait.ts'
import { aDesktopBed, type DesktopBed, enqueue, switchIn, trayReads } from './bed.ts'

/** Longer than any wait here: a page that is busy still answers nobody by itself. */
const BUSY_MS = 40_000

/**
 * Does `work` while the page is busy and hears of nothing, and lets it go on after that.
 * @throws Error where the page was through before
 */
async function whileBusy({ app, page }: DesktopBed, work: () => Promise<unknown>): Promise<void> {
  const session = await app.context().newCDPSession(page)
  const begun = page.waitForEvent('console', (message) => message.text() === 'busy')
  let isBusy = true
  const busy = page
    .evaluate((ms) => {
      console.log('busy')
      const until = performance.now() + ms
      while (performance.now() < until);
    }, BUSY_MS)
    // Ended from outside, which it is told as an error.
    .catch(() => undefined)
    .finally(() => (isBusy = false))
  await begun
  try {
    await work()
    expect(isBusy).toBe(true)
  } finally {
    await session.send('Runtime.terminateExecution')
    await busy
    await session.detach()
  }
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

/** Presses the chord of the console, as a keyboard would. */
function pressChord({ app }: DesktopBed): Promise<void> {
  return app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const modifier = process.platform === 'darwin' ? 'meta' : 'control'
    window?.webContents.sendInputEvent({ type: 'keyDown', keyCode: 'X', modifiers: [modifier, 'shift'] })
  })
}

it.for(['own', 'attached'])(
  'engages from menu, tray and chord at once, without a question, while the page is busy: %s core',
  async (mode, { annotate }) => {
    const desktop = await aDesktopBed(mode === 'attached' ? { attachTo: await aDaemonProcess() } : {})
    const ways = {
      menu: () => desktop.pick('kill.engage'),
      tray: () => desktop.pickInTray('kill.engage'),
      chord: () => pressChord(desktop),
    }
    for (const [from, engage] of Object.entries(ways)) {
      await whileBusy(desktop, async () => {
        // Both moments are of one clock; the way from here to main is counted in.
        const clicked = await desktop.app.evaluate(() => Date.now())
        await engage()
        const { since } = await switchIn(desktop, 'engaged')
        await annotate(`engaged ${Date.parse(since ?? '') - clicked} ms after the ${from}, ${mode} core`)
      })
      const shown = desktop.page.getByText('ENGAGED', { exact: true })
      await shown.waitFor()
      // The page heard of the chord too, and does not take it for the second press.
      expect(await desktop.page.getByText('Hard stop in').count()).toBe(0)
      await desktop.core.killSwitch.release({})
      await trayReads(desktop, 'tray.state', 'Kill switch: Released')
      await shown.waitFor({ state: 'hidden' })
    }
    expect(await desktop.dialogs()).toEqual([])
  },
)

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

it('tells of an engagement from elsewhere, and withdraws its question when somebody else releases', async () => {
  const desktop = await aDesktopBed()
  await desktop.core.killSwitch.engage({ hard: false })
  const [notice] = await until('a notice is shown', async () => {
    const notices = await desktop.notifications()
    return notices.length > 0 && notices
  })
  expect(notice?.title).toBe('Kill switch: Engaged from the command line')
  await trayReads(desktop, 'tray.state', /Engaged/)
  await desktop.pick('kill.release')
  await desktop.asked()
  await desktop.core.killSwitch.release({})
  await expect.poll(async () => (await desktop.dialogs()).filter(({ waits }) => waits)).toEqual([])
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
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.destroy())
  const again = desktop.app.waitForEvent('window', { timeout: 6000 })
  await desktop.pickInTray('window.show')
  // Whose theme nobody says is not waited for as long as an answer may take.
  await again
  daemon.thaw()
  await switchIn({ core: daemon.core }, 'engaged')
})
