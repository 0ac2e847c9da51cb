import { expect, it } from 'vitest'
import { aScript } from '../support/jobs.ts'
import { aDesktopBed, enqueue, switchIn, trayReads, waiting } from './bed.ts'

/** Everything in the menu, from its top. */
const STATES = [
  'tray.state',
  'tray.work',
  'approvals.open',
  'kill.engage',
  'kill.hard',
  'kill.release',
  'window.show',
  'quit',
]

it('says how it stands, and offers what can be done about it, release only once it is engaged', async () => {
  const desktop = await aDesktopBed()
  await trayReads(desktop, 'tray.state', 'Kill switch: Released')
  await trayReads(desktop, 'tray.work', 'Nothing running, 0 queued')
  const menu = (await desktop.trayMenu()) ?? []
  expect(menu.map(({ id }) => id).filter((id) => id !== undefined)).toEqual(STATES)
  expect(await desktop.trayToolTip()).toBe('Interlock: Released, nothing running, 0 queued')
  const canDo = async () =>
    (await desktop.trayMenu())?.filter(({ id, enabled }) => enabled && id?.startsWith('kill.')).map(({ id }) => id)
  expect(await canDo()).toEqual(['kill.engage', 'kill.hard'])

  await desktop.pickInTray('kill.engage')
  await switchIn(desktop, 'engaged')
  await trayReads(desktop, 'tray.state', /^Kill switch: Engaged \d\d:\d\d:\d\d by you · nothing new starts$/)
  expect(await canDo()).toEqual(['kill.hard', 'kill.release'])
  expect(await desktop.trayToolTip()).toContain('Interlock: Engaged')

  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  await desktop.pickInTray('window.show')
  const isVisible = () => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
  await expect.poll(isVisible).toBe(true)
})

it('counts what runs, tells of what waits for a decision, and shows another icon in each state', async () => {
  const desktop = await aDesktopBed()
  await desktop.app.evaluate(({ Tray }) => {
    const set = Tray.prototype.setImage
    Tray.prototype.setImage = function (image) {
      process.env['TRAY_SHOWS'] = typeof image === 'string' ? image : ''
      set.call(this, image)
    }
  })
  const shows = async (state: string) => {
    await expect.poll(() => desktop.app.evaluate(() => process.env['TRAY_SHOWS'] ?? '')).toContain(state)
  }
  await enqueue(desktop, aScript('sleep 60'))
  await trayReads(desktop, 'tray.work', '1 running, 0 queued')
  await shows('running')
  await enqueue(desktop, aScript('true', { approval: { at: ['start'] } }))
  await waiting(desktop, 1)
  await trayReads(desktop, 'approvals.open', '1 approval waits for you…')
  expect(await desktop.trayToolTip()).toBe('Interlock: Released, 1 running, 0 queued, 1 approval waits for you')
  await shows('attention')
  await desktop.core.killSwitch.engage({ hard: false })
  await shows('engaged')
  await desktop.core.killSwitch.engage({ hard: true })
  await shows('hard')
  await desktop.core.killSwitch.release({ choice: 'drop' })
  await shows('attention')
})
