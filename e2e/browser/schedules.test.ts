import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import type { ScheduleSpecInput } from '#schemas'
import {
  aDaemonProcess,
  aJob,
  aScript,
  expectFineInEveryLook,
  expectGone,
  expectShown,
  NO_CONNECTION,
  openConsole,
  picture,
  type TestDaemon,
  until,
} from './harness/index.ts'

const NEVER = { kind: 'once', at: '2126-01-01T00:00:00Z' } as const

async function aSchedule({ core }: TestDaemon, name: string, over: Partial<ScheduleSpecInput> = {}, on = true) {
  const { id } = await core.schedules.create({ name, zone: 'Europe/Vienna', trigger: NEVER, job: aJob(), ...over })
  if (on) await core.schedules.enable({ id })
  return id
}

const rows = (page: Page) => page.getByRole('grid', { name: 'Schedules, the newest first' }).getByRole('row')
const row = (page: Page, name: string) => rows(page).filter({ hasText: name })
const address = (page: Page) => new URL(page.url())

it('shows what fires next, what failed last and what is paused, and takes a schedule through its life', async () => {
  const daemon = await aDaemonProcess()
  const { core } = daemon
  const page = await openConsole(daemon, {
    at: '/schedules',
    width: 1600,
    height: 900,
    tolerates: NO_CONNECTION,
    context: { timezoneId: 'Europe/Vienna' },
  })
  await expectShown(page.getByText('No schedules yet.'))
  await expectFineInEveryLook(page, 'schedules-none')

  // Written by keyboard; the preview follows what is typed, in the zone, and says where the clocks are set.
  await page.getByRole('link', { name: 'Add schedule' }).focus()
  await page.keyboard.press('Enter')
  await page.getByLabel('Name', { exact: true }).focus()
  await page.keyboard.type('nightly-index')
  const cron = page.getByLabel('Cron')
  await cron.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('61 * * * *')
  await expectShown(page.getByText('cannot be read: invalid value for minute: 61').first())
  expect(
    await page
      .getByRole('button', { name: /^Add schedule/ })
      .first()
      .getAttribute('aria-disabled'),
  ).toBe('true')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('30 2 31 3 *')
  const preview = page.getByRole('complementary', { name: 'Before it is saved' })
  await expectShown(preview.getByText('On day 31 in March at 02:30 in Europe/Vienna'))
  await expect.poll(() => preview.getByRole('list', { name: 'Next firings' }).getByRole('listitem').count()).toBe(10)
  // In a year in which the last of March is its last Sunday, half past two does not come.
  await expectShown(preview.getByText('Moved: the clocks go forward and this time of day does not exist.'))
  await expectFineInEveryLook(page, 'schedules-new')
  await page.getByRole('checkbox', { name: 'Switch it on at once' }).press('Space')
  await page.keyboard.press('Control+Enter')
  await expectShown(page.getByRole('heading', { name: 'nightly-index', level: 2 }))
  await until('it is on', async () => (await core.schedules.get({ id: 'nightly-index' })).state === 'on')

  // Edited by two at once: the second is told, and can still save.
  await page.keyboard.press('e')
  const limit = page.getByLabel('Failures in a row that stop it')
  await limit.fill('2')
  const { id, spec } = await core.schedules.get({ id: 'nightly-index' })
  await core.schedules.edit({ id, revision: 1, spec: { ...spec, note: 'from elsewhere' } })
  await page.keyboard.press('Control+Enter')
  await expectShown(page.getByRole('alert', { name: 'It was changed meanwhile' }))
  await page.getByRole('button', { name: 'Save mine over it' }).click()
  await expectShown(page.getByText('stops it after 2 failures in a row'))
  expect((await core.schedules.get({ id })).revision).toBe(3)

  // Others, in each state: one that fails until its breaker stops it, one paused, one off, one that waits.
  const broken = await aSchedule(daemon, 'sync-mirror', { job: aScript('exit 3'), breaker: { failures: 1 } })
  await core.schedules.runNow({ id: broken })
  await until('its breaker stopped it', async () => (await core.schedules.get({ id: broken })).state === 'tripped')
  await core.schedules.pause({ id: await aSchedule(daemon, 'weekday-standup') })
  await aSchedule(daemon, 'month-end', { trigger: { kind: 'calendar', times: ['18:00'], days: ['last'] } }, false)
  const asks = aScript('true', {})
  const notes = await aSchedule(daemon, 'send-notes', {
    trigger: { kind: 'manual' },
    requires_endpoint: 'coder',
    job: {
      ...asks,
      type: 'test_runner_task',
      payload: { commands: [['echo', '${parameters.version}']], timeout_sec: 30 },
    },
  })
  await page
    .getByRole('link', { name: /^Schedules/ })
    .first()
    .click()
  await expectShown(row(page, 'sync-mirror').getByText('Tripped'))
  await expectShown(row(page, 'sync-mirror').getByRole('list', { name: 'Last 1 firings, the oldest first' }))
  await expectShown(page.getByRole('link', { name: /1 schedule was stopped by the breaker/ }))
  await expectFineInEveryLook(page, 'schedules-list')

  // By keys alone: along the list, beside it, its menu; and back again.
  await row(page, 'send-notes').focus()
  await page.keyboard.press('j')
  await page.keyboard.press(' ')
  await expectShown(page.getByRole('complementary', { name: 'Schedule month-end' }))
  await expectFineInEveryLook(page, 'schedules-peek')
  await page.keyboard.press('Escape')
  await page.keyboard.press('m')
  await page.getByRole('menuitem', { name: 'Switch on' }).press('Enter')
  await expectShown(row(page, 'month-end').getByText('On', { exact: true }))
  await page.keyboard.press('z')
  await expectShown(row(page, 'month-end').getByText('Off', { exact: true }))

  // Without contact what is shown stays, and nothing that acts pretends.
  daemon.freeze()
  await page.locator('[data-contact="lost"]').waitFor()
  await expectShown(page.locator('button[aria-disabled="true"]').filter({ hasText: 'Pause all' }))
  await expectShown(row(page, 'sync-mirror').getByText('Tripped'))
  await picture(page, 'schedules-no-contact')
  daemon.thaw()
  await page.locator('[data-contact="live"]').waitFor()

  // All of them are paused, and go on.
  await page.getByRole('button', { name: 'Pause all' }).click()
  await expectShown(page.getByRole('region', { name: 'All schedules are paused' }))
  await expectFineInEveryLook(page, 'schedules-all-paused')
  await page.getByRole('button', { name: 'Resume all' }).click()
  await expectGone(page.getByRole('region', { name: 'All schedules are paused' }))

  // Narrowed by state and by name, to nothing too.
  await page.getByRole('button', { name: 'Tripped 1' }).click()
  await until('only that is left', async () => (await rows(page).count()) === 2)
  expect(address(page).search).toBe('?state=tripped')
  await page.keyboard.press('/')
  await page.keyboard.type('night')
  await expectShown(page.getByText('No schedule with “night” in its name is tripped.'))
  await page.getByRole('button', { name: 'Clear filters' }).click()

  // Run by hand, with the value its job asks for; it waits for its endpoint, with the reason, until that is cancelled.
  await row(page, 'send-notes').click()
  await page.getByRole('button', { name: 'Run now…' }).click()
  await page.getByLabel('Parameters').fill('{ "version": 1.5 }')
  await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click()
  await expectShown(page.getByText('There is no endpoint coder.'))
  await expectFineInEveryLook(page, 'schedule-waits')
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await until('it is cancelled', async () => (await core.schedules.get({ id: notes })).waiting === 0)

  // The one that tripped: what failed, its days as squares and as a table, the way on.
  await page.evaluate((to) => history.pushState(undefined, '', to), `/schedules/${broken}`)
  await expectShown(page.getByText('Its breaker stopped it after a failure.'))
  await page.getByRole('group', { name: /^Does it fire when it should\? 1 day with firings/ }).focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowDown')
  await expectShown(page.getByText(/: 1 failed$/))
  await expectFineInEveryLook(page, 'schedule-tripped')
  await page.keyboard.press('v')
  await expectShown(page.getByRole('rowheader'))
  expect(address(page).search).toBe('?view=table')
  await expectFineInEveryLook(page, 'schedule-days')
  await page.evaluate(() => history.pushState(undefined, '', '/'))
  await expectShown(page.getByText(/The breaker stopped sync-mirror/))
  await page.getByRole('link', { name: 'Open schedule' }).click()
  await page.getByRole('link', { name: 'Open that job' }).click()
  await expectShown(page.getByText('from schedule').first())
  await page.getByRole('link', { name: 'sync-mirror' }).click()
  await page.getByRole('button', { name: 'Resume' }).click()
  await until('it goes on', async () => (await core.schedules.get({ id: broken })).state === 'on')

  // Deleted, which says what stays; its history is still there.
  await page.keyboard.press('m')
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await expectShown(page.getByText('Its firings and jobs stay, and so does their evidence.'))
  await expectFineInEveryLook(page, 'schedule-delete')
  await page.getByRole('button', { name: 'Delete schedule' }).click()
  await page.waitForURL((url) => url.pathname === '/schedules')
  await page.evaluate((to) => history.pushState(undefined, '', to), `/schedules/${broken}`)
  await expectShown(page.getByText('It was deleted. Only its history is left.'))
  await expectShown(page.getByText('Tests failed').first())
})
