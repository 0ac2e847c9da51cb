import { expect, it } from 'vitest'
import {
  aDaemonProcess,
  expectAccessible,
  expectGone,
  expectShown,
  jobRow,
  NO_CONNECTION,
  openConsole,
  picture,
  queued,
  stilled,
} from './harness/index.ts'

const REASON = 'There is no contact with the core, so this cannot be done now.'

it('says of everything that acts that there is no contact, and lets none of it pretend', async () => {
  const daemon = await stilled(await aDaemonProcess())
  await queued(daemon, 'alpha', 'beta')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600, tolerates: NO_CONNECTION })
  await jobRow(page, 'beta').waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  const bar = page.getByRole('group', { name: 'Selected jobs' })
  const cancel = bar.getByRole('button', { name: 'Cancel…' })
  await cancel.focus()
  daemon.freeze()
  await page.locator('[data-contact="lost"]').waitFor()

  // It keeps its focus, so that it can be read out why it does nothing.
  await expectShown(bar.locator('button:focus[aria-disabled="true"]').filter({ hasText: 'Cancel…' }))
  expect(
    await cancel.evaluate(
      (button) => document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent,
    ),
  ).toBe(REASON)
  await cancel.hover()
  await expectShown(page.getByRole('tooltip').filter({ hasText: REASON }))
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  expect(await page.getByRole('dialog').count()).toBe(0)
  await picture(page, 'no-contact-selection')

  await jobRow(page, 'beta').focus()
  await page.mouse.move(0, 0)
  await expectGone(page.getByRole('tooltip'))
  await expectAccessible(page)
  await page.keyboard.press('m')
  const retry = page.getByRole('menuitem', { name: 'Retry…' })
  await retry.getByText(REASON).waitFor()
  expect(await retry.getAttribute('aria-disabled')).toBe('true')
  await picture(page, 'no-contact-menu')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('cancel selected')
  await page
    .getByRole('option', { name: /^Cancel selected jobs/ })
    .getByText(REASON)
    .waitFor()
  await page.keyboard.press('Escape')

  // The switch goes its own ways: asked now, it says that its state is not known, and its order is on its way.
  const hard = page.getByRole('group', { name: 'Kill switch' }).getByRole('button', { name: 'Engage kill switch' })
  expect(await hard.getAttribute('aria-disabled')).toBeNull()

  daemon.thaw()
  await page.locator('[data-contact="live"]').waitFor()
  await cancel.click()
  await expectShown(page.getByRole('dialog', { name: 'Cancel 1 job?' }))
})
