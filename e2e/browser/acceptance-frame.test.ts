import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import {
  aDaemon,
  aDaemonProcess,
  aScript,
  endless,
  expectAccessible,
  NO_CONNECTION,
  openConsole,
  overOutput,
  settledJob,
  type TestDaemon,
  until,
} from './harness/index.ts'

/** The points of the console's brief that concern the frame and every page; their numbers are those of the brief. */
const PAGES = [
  '/',
  '/jobs',
  '/jobs/new',
  '/review',
  '/schedules',
  '/schedules/new',
  '/ledger',
  '/doctor',
  '/inbox',
  '/settings/display',
] as const

const control = (page: Page) => page.getByRole('group', { name: 'Kill switch' })
const band = (page: Page) => page.locator('[data-kill-switch-band]')

async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(new URL(path, page.url()).href)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.locator('[data-contact="live"]').waitFor()
}

/** Work of every kind there is, so that pages have something to show. */
async function aLivedInHouse(): Promise<{ daemon: TestDaemon; job: string }> {
  const daemon = await aDaemon({ slots: 2 })
  const job = await overOutput(daemon)
  await settledJob(daemon, job)
  await settledJob(daemon, (await daemon.core.jobs.enqueue(aScript('echo SECRETWORD; true'))).job.id)
  return { daemon, job }
}

describe('keyboard', () => {
  it('2: the overlay opens on every page, lists each key once, and has the one that finds anything', async () => {
    const { daemon } = await aLivedInHouse()
    const page = await openConsole(daemon)
    for (const path of PAGES) {
      await goTo(page, path)
      await page.locator('main').click({ position: { x: 2, y: 2 } })
      await page.keyboard.press('?')
      const dialog = page.getByRole('dialog', { name: 'Keys that work here' })
      await dialog.waitFor()
      const listed = await dialog.locator('dt').allTextContents()
      expect(listed).toContain('Find anything')
      expect(new Set(listed).size).toBe(listed.length)
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    }
  }, 60_000)

  it('4: no single key acts while one types, anywhere one can type', async () => {
    const { daemon } = await aLivedInHouse()
    const page = await openConsole(daemon)
    for (const path of ['/jobs', '/ledger', '/settings/workspaces', '/settings/data']) {
      await goTo(page, path)
      const box = page.locator('main input[type="text"]').first()
      await box.fill('')
      await box.pressSequentially('c?xg')
      expect(await box.inputValue()).toBe('c?xg')
      expect(new URL(page.url()).pathname).toBe(path)
      expect(await page.getByRole('dialog').count()).toBe(0)
      await box.fill('')
    }
  })
})

// In the dark theme, and without colour, each page is looked at by its own tests.
it('7, 10: every page is clean for axe at 200 % of 900 pixels, and does not scroll sideways', async () => {
  const { daemon, job } = await aLivedInHouse()
  const page = await openConsole(daemon, { theme: 'light', width: 450, height: 350 })
  for (const path of [...PAGES, `/jobs/${job}`, `/jobs/${job}?tab=log`, `/jobs/${job}?tab=result`]) {
    await goTo(page, path)
    await expectAccessible(page)
    expect([path, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([path, true])
  }
}, 120_000)

it('13: nothing moves where motion is not wanted, on any page', async () => {
  const daemon = await aDaemon()
  await endless(daemon)
  const page = await openConsole(daemon, { reducedMotion: true })
  for (const path of PAGES) {
    await goTo(page, path)
    expect(
      await page.evaluate(() => document.getAnimations().filter((each) => each.playState === 'running').length),
    ).toBe(0)
  }
  await page.keyboard.press('Control+Shift+X')
  await band(page).getByText('ENGAGED').waitFor()
  expect(
    await page.evaluate(() => document.getAnimations().filter((each) => each.playState === 'running').length),
  ).toBe(0)
})

it('12: announces the inbox at most every five seconds, and the switch at once', async () => {
  const daemon = await aDaemon({ slots: 0 })
  const page = await openConsole(daemon)
  await page.evaluate(() => {
    const said: { at: number; text: string }[] = []
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const place = target instanceof Element ? target : target.parentElement
        const live = place?.closest('[role="status"].sr-only')
        if (live?.textContent) said.push({ at: performance.now(), text: live.textContent })
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
    Object.assign(globalThis, { said })
  })
  for (let change = 0; change < 4; change += 1) {
    await daemon.core.killSwitch.engage({})
    await band(page).getByRole('alert').filter({ hasText: 'ENGAGED' }).waitFor()
    await daemon.core.killSwitch.release({})
    await control(page).getByText('Released').waitFor()
  }
  const said = await page.evaluate(() => (globalThis as unknown as { said: { at: number; text: string }[] }).said)
  expect(said.length).toBeGreaterThan(0)
  const inbox = said.filter(({ text }) => text.includes('inbox'))
  for (const [at, one] of inbox.entries()) expect(one.at - (inbox[at - 1]?.at ?? -Infinity)).toBeGreaterThan(4900)
})

describe('live', () => {
  it('17: a paused page holds its lists and catches up, and the switch stays live in it', async () => {
    const daemon = await aDaemonProcess({ slots: 0 })
    const page = await openConsole(daemon, { at: '/ledger' })
    await page.getByText('Workspace added').first().waitFor()
    await page.keyboard.press('Shift+U')
    await page.getByText('Paused by you').first().waitFor()
    await daemon.core.killSwitch.engage({})
    await band(page).getByText('ENGAGED').waitFor()
    expect(await page.getByRole('treegrid').getByText('Kill switch engaged').count()).toBe(0)
    await page.keyboard.press('Shift+U')
    await page.getByRole('treegrid').getByText('Kill switch engaged').waitFor()
  })

  it('18, 24: lost contact shows within two seconds and never reads Released', async () => {
    const daemon = await aDaemonProcess()
    const page = await openConsole(daemon, { tolerates: NO_CONNECTION })
    daemon.freeze()
    const began = Date.now()
    await page.getByText('State unknown', { exact: true }).waitFor()
    // Two seconds, and what a loaded machine adds.
    expect(Date.now() - began).toBeLessThan(4000)
    expect(await control(page).textContent()).not.toContain('Released')
    daemon.thaw()
  })

  it('19: two windows agree on the switch within a second by the clock, and on the desk', async () => {
    const daemon = await aDaemon({ slots: 0 })
    const [page, other] = [await openConsole(daemon), await openConsole(daemon, { at: '/settings/display' })]
    const engagedAt = (each: Page) =>
      each.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const look = () =>
              document.querySelector('[data-kill-switch-band]')?.textContent?.includes('ENGAGED') === true
                ? resolve(Date.now())
                : requestAnimationFrame(look)
            look()
          }),
      )
    const shown = Promise.all([engagedAt(page), engagedAt(other)])
    await page.keyboard.press('Control+Shift+X')
    const [here, there] = await shown
    expect(Math.abs(here - there)).toBeLessThan(1000)
    await other.getByLabel('Dark').click()
    await until('both are dark', () => page.evaluate(() => document.documentElement.dataset['theme'] === 'dark'))
    expect(await other.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
  })

  it('20: relative times are right where the clock of the browser is not', async () => {
    const { daemon } = await aLivedInHouse()
    const page = await openConsole(daemon, { browserClockOffMs: 600_000, at: '/inbox' })
    const time = page.getByRole('list', { name: 'New' }).locator('time').first()
    expect(await time.textContent()).toMatch(/^(now|\d+ s ago)$/)
  })
})

it('33: titles and addresses hold nothing that a job wrote or is called', async () => {
  const { daemon, job } = await aLivedInHouse()
  const page = await openConsole(daemon)
  for (const path of [...PAGES, `/jobs/${job}`]) {
    await goTo(page, path)
    expect(await page.title()).toMatch(/^[A-Za-z0-9: ]{1,40} · Interlock$/)
    expect(page.url()).not.toContain('SECRETWORD')
  }
})

it('38: the row of the ledger that is open survives reload, back and a copied link', async () => {
  const { daemon } = await aLivedInHouse()
  const page = await openConsole(daemon, { at: '/ledger?seq=2' })
  await page.getByText('"seq": 2,').waitFor()
  await page.reload()
  await page.getByText('"seq": 2,').waitFor()
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'About' }).click()
  await page.goBack()
  await page.goBack()
  await page.getByText('"seq": 2,').waitFor()
  const copy = await openConsole(daemon, { at: new URL(page.url()).pathname + new URL(page.url()).search })
  await copy.getByText('"seq": 2,').waitFor()
  expect(new URL(copy.url()).search).toBe('?seq=2')
})
