import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import {
  aDaemon,
  aDaemonProcess,
  endless,
  expectAccessible,
  expectShown,
  NO_CONNECTION,
  openConsole,
  until,
} from './harness/index.ts'

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
  const daemon = await aDaemonProcess()
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
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at: '/settings/workspaces' })
  await page.keyboard.press('Control+Shift+X')
  await band(page).getByText('ENGAGED').waitFor()
  await page.getByLabel('Folder', { exact: true }).focus()
  await page.keyboard.press('Control+Shift+X')
  await page.getByText('Hard stop in 3 s.').waitFor()
  await expectAccessible(page)
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

it('asks of a release no more once it was released elsewhere, nor by itself when engaged again', async () => {
  const daemon = await aDaemon()
  await daemon.core.killSwitch.engage({ hard: false })
  const page = await openConsole(daemon)
  await band(page).getByRole('button', { name: 'Release…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Release the kill switch?' })
  await dialog.waitFor()
  await daemon.core.killSwitch.release({ choice: 'requeue', except: [] })
  await dialog.waitFor({ state: 'detached' })
  await daemon.core.killSwitch.engage({ hard: false })
  await band(page).getByText('ENGAGED').waitFor()
  expect(await dialog.count()).toBe(0)
})

it('stays in sight and in reach over a dialog', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys that work here' }).waitFor()
  await page.getByRole('button', { name: 'Engage kill switch' }).click()
  await band(page).getByText('ENGAGED').waitFor()
  await expect.poll(() => page.getByRole('dialog').count()).toBe(1)
  expect(await page.locator('main').getAttribute('inert')).not.toBeNull()
})

it('tells that contact is lost, never reads Released then, and comes back by itself', async () => {
  const daemon = await aDaemonProcess()
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

it('takes Enter for the button that keeps it engaged, even while a hard stop counts down', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon)
  await page.keyboard.press('Control+Shift+X')
  await band(page).getByText('ENGAGED').waitFor()
  await page.keyboard.press('Control+Shift+X')
  await page.getByRole('button', { name: 'Keep engaged only' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Hard stop in').waitFor({ state: 'detached' })
  expect(await mode(daemon)).toBe('engaged')
})

it('says what it did and to what, and takes a note afterwards that the release repeats', async () => {
  const daemon = await aDaemon()
  const job = await endless(daemon)
  await until('it runs', async () => (await daemon.core.system.status()).counts.running === 1)
  const page = await openConsole(daemon)
  await page.getByRole('button', { name: 'More of the kill switch' }).click()
  await page.getByRole('menuitem', { name: 'Hard stop now' }).click()
  await band(page)
    .getByText(/1 run, \d+ process(es)? ended in/)
    .waitFor()
  await page.getByRole('button', { name: 'What it did' }).click()
  const runs = page.getByRole('region', { name: 'Runs' })
  await runs.getByRole('link', { name: job.slice(-8) }).waitFor()
  await expectAccessible(page)
  await page.getByLabel('Why it is engaged').fill('wrong branch')
  await page.getByRole('button', { name: 'Save note' }).click()
  await band(page).getByText('note: wrong branch').waitFor()
  expect((await daemon.core.killSwitch.get()).note).toBe('wrong branch')
  await band(page).getByRole('button', { name: 'Release…' }).click()
  await page.getByRole('dialog').getByText('note: wrong branch').waitFor()
})

it('works while the page is busy: the file and the command line need no console', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon)
  await endless(daemon)
  await until('it runs', async () => (await daemon.core.system.status()).counts.running === 1)
  const busy = page.evaluate(() => {
    const until = performance.now() + 3000
    while (performance.now() < until);
  })
  await daemon.core.killSwitch.engage({ hard: true })
  await until('the run is gone', async () => (await daemon.core.system.status()).counts.running === 0)
  await busy
  // And the console says so as soon as it can.
  await expectShown(band(page).getByText('HARD STOP', { exact: true }))
})

it('acts by its button in the same turn, before anything is answered', async () => {
  const daemon = await aDaemonProcess()
  const page = await openConsole(daemon, { tolerates: NO_CONNECTION })
  daemon.freeze()
  await page.getByRole('button', { name: 'Engage kill switch' }).click()
  expect(await control(page).textContent()).toContain('Engaging…')
  daemon.thaw()
  await band(page).getByText('ENGAGED').waitFor()
})

it('has three states that differ in shape, word, place and pattern, in every theme and with forced colours', async () => {
  const daemon = await aDaemon()
  for (const look of [{ theme: 'light' }, { theme: 'dark' }, { forcedColors: true }] as const) {
    const page = await openConsole(daemon, look)
    const facts = () =>
      page.evaluate(() => {
        const place = document.querySelector('[data-kill-switch-band], [data-kill-switch]')
        const style = place && getComputedStyle(place)
        return {
          place: place?.tagName,
          words: place?.textContent ?? '',
          shape: place?.querySelector('svg')?.innerHTML ?? '',
          edge: `${style?.borderTopWidth} ${style?.borderStyle} ${style?.backgroundImage} ${style?.backgroundColor}`,
        }
      })
    const released = await facts()
    await daemon.core.killSwitch.engage({})
    await band(page).getByText('ENGAGED').waitFor()
    const engaged = await facts()
    await daemon.core.killSwitch.engage({ hard: true })
    await band(page).getByText('HARD STOP', { exact: true }).waitFor()
    const hard = await facts()
    for (const part of ['words', 'shape', 'edge'] as const)
      expect(new Set([released[part], engaged[part], hard[part]]).size).toBe(3)
    await daemon.core.killSwitch.release({})
    await control(page).getByText('Released').waitFor()
  }
}, 60_000)

it('can be seen and reached on every page and at twice the size, engaged or not, over a dialog and the palette', async () => {
  const daemon = await aDaemon()
  // 900 pixels at 200 % leave 450.
  const page = await openConsole(daemon, { width: 450, height: 350 })
  const reachable = async (name: string) => {
    const button = page.getByRole('button', { name, exact: true }).first()
    const box = (await button.boundingBox())!
    expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= 450 && box.y + box.height <= 350).toBe(true)
    // What lies at its middle is the button itself, nothing above it.
    expect(
      await button.evaluate((element) => {
        const { x, y, width, height } = element.getBoundingClientRect()
        return element.contains(document.elementFromPoint(x + width / 2, y + height / 2))
      }),
    ).toBe(true)
  }
  for (const path of ['/', '/jobs', '/jobs/new', '/review', '/ledger', '/doctor', '/inbox', '/settings/keys']) {
    await page.goto(new URL(path, page.url()).href)
    await control(page).getByText('Released').waitFor()
    await reachable('Engage kill switch')
  }
  for (const opens of ['?', 'Control+k']) {
    await page.keyboard.press(opens)
    await page.getByRole('dialog').waitFor()
    await reachable('Engage kill switch')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await page.getByRole('button', { name: 'Engage kill switch', exact: true }).click()
  await band(page).getByText('ENGAGED').waitFor()
  await reachable('Hard stop now')
  await reachable('Release…')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await reachable('Hard stop now')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
}, 60_000)

it('answers to another key once its key was changed, and still to its first, also while one types', async () => {
  const daemon = await aDaemon()
  await daemon.core.desk.put({
    key: 'keys',
    revision: 0,
    value: { single: true, changed: { kill_switch: 'Mod+Shift+k' } },
  })
  const page = await openConsole(daemon, { at: '/settings/keys' })
  // What was changed is known here once it is drawn.
  await page.locator('button:enabled', { hasText: 'Reset all keys' }).waitFor()
  await page.getByRole('link', { name: 'Workspaces' }).first().click()
  await page.getByLabel('Folder', { exact: true }).focus()
  await page.keyboard.press('Control+Shift+K')
  await band(page).getByText('ENGAGED').waitFor()
  await page.keyboard.press('Control+Shift+X')
  await expectShown(page.getByText('Hard stop in 3 s.'))
  expect(await mode(daemon)).toBe('engaged')
})

it('cannot lose its key by what is put on the desk', async () => {
  const daemon = await aDaemon()
  for (const changed of [{ kill_switch: 'F24 F24' }, { kill_switch: 'x' }, { 'row.next': 'Mod+Shift+x' }])
    await expect(
      daemon.core.desk.put({ key: 'keys', revision: 0, value: { single: true, changed } }),
    ).rejects.toMatchObject({ code: expect.any(String) })
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
