import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { aDaemon, endless, expectAccessible, NO_CONNECTION, openConsole, until } from './harness/index.ts'

const control = (page: Page) => page.getByRole('group', { name: 'Kill switch' })
const band = (page: Page) => page.locator('[data-kill-switch-band]')
const mode = async (daemon: Awaited<ReturnType<typeof aDaemon>>) => (await daemon.core.killSwitch.get()).mode

it('engages at once by its key, shows it only as the core confirmed it, and is heard in every window', async () => {
  const daemon = await aDaemon()
  const [page, other] = [await openConsole(daemon), await openConsole(daemon, { at: '/ledger' })]
  await page.keyboard.press('Control+Shift+X')
  await band(page).getByText('ENGAGED').waitFor()
  expect(await mode(daemon)).toBe('engaged')
  await band(other).getByText('ENGAGED').waitFor()
  expect(await band(page).textContent()).toContain('by you · nothing new starts')
})

it('shows «Engaging…» until the core has answered, and Engaged not before', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { tolerates: NO_CONNECTION })
  const shown = await everythingShown(page)
  daemon.freeze()
  await page.keyboard.press('Control+Shift+X')
  await until('it was shown', async () => (await shown()).some((text) => text.includes('Engaging…')))
  expect((await shown()).filter((text) => text.includes('ENGAGED'))).toEqual([])
  daemon.thaw()
  await band(page).getByText('ENGAGED').waitFor()
})

it('announces a hard stop that Esc takes back and Enter brings at once, also while one types', async () => {
  const daemon = await aDaemon({ bare: true })
  const page = await openConsole(daemon)
  await page.keyboard.press('Control+Shift+X')
  await band(page).getByText('ENGAGED').waitFor()
  await page.getByLabel('Folder').focus()
  await page.keyboard.press('Control+Shift+X')
  await page.getByText('Hard stop in 3 s.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Hard stop in').waitFor({ state: 'detached' })
  expect(await mode(daemon)).toBe('engaged')
  await page.keyboard.press('Control+Shift+X')
  await page.getByText('Hard stop in 3 s.').waitFor()
  await page.keyboard.press('Enter')
  await band(page).getByText('HARD STOP', { exact: true }).waitFor()
  expect(await mode(daemon)).toBe('engaged_hard')
})

it('brings an announced hard stop by itself when nobody says otherwise', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon)
  await page.keyboard.press('Control+Shift+X')
  await band(page).getByText('ENGAGED').waitFor()
  await page.keyboard.press('Control+Shift+X')
  await band(page).getByText('HARD STOP', { exact: true }).waitFor()
  expect(await mode(daemon)).toBe('engaged_hard')
})

it('never takes a held key for a second press', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon)
  await page.keyboard.down('Control')
  await page.keyboard.down('Shift')
  for (let press = 0; press < 5; press += 1) await page.keyboard.down('x')
  await band(page).getByText('ENGAGED').waitFor()
  expect(await page.getByText('Hard stop in').count()).toBe(0)
})

it('asks at the release what becomes of each run, starts on the way out, and does what was chosen', async () => {
  const daemon = await aDaemon({ slots: 2 })
  const [first, second] = [await endless(daemon), await endless(daemon)]
  await until('both run', async () => (await daemon.core.system.status()).counts.running === 2)
  const page = await openConsole(daemon)
  await page.getByRole('button', { name: 'More of the kill switch' }).click()
  await page.getByRole('menuitem', { name: 'Hard stop now' }).click()
  await band(page).getByText('2 runs').waitFor()
  await band(page).getByRole('button', { name: 'Release…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Release the kill switch?' })
  await dialog.getByText('2 runs were killed; no attempt was used up.').waitFor()
  await dialog.getByText('At once: 2 jobs start.').waitFor()
  await expectAccessible(page)

  // Enter on opening keeps it engaged.
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  expect(await mode(daemon)).toBe('engaged_hard')

  await band(page).getByRole('button', { name: 'Release…' }).click()
  await dialog
    .getByRole('radiogroup', { name: second.slice(-8) })
    .getByLabel('Drop')
    .click()
  await dialog.getByRole('button', { name: 'Release, requeue 1 and drop 1 run' }).click()
  await control(page).getByText('Released').waitFor()
  const stateOf = async (id: string) => (await daemon.core.jobs.get({ id })).job.state
  await until('the first runs again', async () => (await stateOf(first)) === 'running')
  expect(await stateOf(second)).toBe('cancelled')
})

it('stays in sight and in reach over a dialog', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys that work here' }).waitFor()
  await page.getByRole('button', { name: 'Engage kill switch' }).click()
  await band(page).getByText('ENGAGED').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(1)
  expect(await page.locator('main').getAttribute('inert')).not.toBeNull()
})

it('tells that contact is lost, never reads Released then, and comes back by itself', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { tolerates: NO_CONNECTION })
  daemon.freeze()
  await page.getByText('State unknown', { exact: true }).waitFor()
  expect(await control(page).textContent()).not.toContain('Released')
  expect(await band(page).textContent()).toMatch(
    /^No contact with the core since \d\d:\d\d:\d\d; what you see is from then\. Kill switch state unknown\./,
  )
  expect(await band(page).textContent()).toContain(daemon.home)
  await expectAccessible(page)
  daemon.thaw()
  await control(page).getByText('Released').waitFor()
})

it('says what the file KILL_SWITCH does and lets no release pretend otherwise', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon)
  const { rmSync, writeFileSync } = await import('node:fs')
  writeFileSync(`${daemon.home}/KILL_SWITCH`, '')
  await band(page).getByText('by the file KILL_SWITCH').waitFor()
  await band(page).getByRole('button', { name: 'Release…' }).click()
  await page.getByText('The file KILL_SWITCH in the data directory holds it engaged.').waitFor()
  expect(await page.getByRole('button', { name: 'Release', exact: true }).isDisabled()).toBe(true)
  rmSync(`${daemon.home}/KILL_SWITCH`)
  await control(page).getByText('Released').waitFor()
})

/** Keeps every text the page shows from now on, however briefly. */
async function everythingShown(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const texts: string[] = []
    new MutationObserver(() => texts.push(document.body.innerText)).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    })
    Object.assign(globalThis, { shownTexts: texts })
  })
  return () => page.evaluate(() => (globalThis as unknown as { shownTexts: string[] }).shownTexts)
}
