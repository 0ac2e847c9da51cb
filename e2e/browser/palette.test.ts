import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { aDaemon, aScript, expectShown, expectFineInEveryLook, openConsole, until } from './harness/index.ts'

const palette = (page: Page) => page.getByRole('dialog', { name: 'Find anything' })
const options = (page: Page) => palette(page).getByRole('option')
const path = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search

async function open(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Find', exact: false }).first().waitFor()
  await page.keyboard.press('Control+k')
  await palette(page).waitFor()
}

describe('the palette', () => {
  it('goes to pages, by words and by their beginnings, and gives the focus back', async () => {
    const daemon = await aDaemon()
    const page = await openConsole(daemon)
    await page.getByRole('link', { name: 'Jobs', exact: true }).focus()
    await open(page)
    await page.keyboard.press('Escape')
    await palette(page).waitFor({ state: 'detached' })
    await until('the focus is back', () => page.evaluate(() => document.activeElement?.textContent === 'Jobs'))
    await open(page)
    await page.keyboard.type('led')
    await page.keyboard.press('Enter')
    await until('the ledger is open', () => path(page) === '/ledger')
    await open(page)
    await page.keyboard.type('settings keys')
    await page.keyboard.press('Enter')
    await expectShown(page.getByRole('heading', { name: 'Settings › Keys' }))
  })

  it('offers what was done last first', async () => {
    const daemon = await aDaemon()
    const page = await openConsole(daemon)
    await open(page)
    await page.keyboard.type('doctor')
    await page.keyboard.press('Enter')
    await until('the doctor is open', () => path(page) === '/doctor')
    await open(page)
    const recent = palette(page).getByRole('group', { name: 'Recent' })
    expect(await recent.getByRole('option').allTextContents()).toEqual([expect.stringContaining('Doctor')])
  })

  it('finds an id pasted whole or by its end, a run, a row, and jobs by words', async () => {
    const daemon = await aDaemon({ slots: 0 })
    const { job } = await daemon.core.jobs.enqueue(aScript('echo the quick brown fox'))
    const page = await openConsole(daemon)
    const find = async (typed: string, shown: string, leadsTo: string) => {
      await open(page)
      await page.keyboard.insertText(typed)
      await options(page).filter({ hasText: shown }).first().click()
      await until(`${typed} leads to ${leadsTo}`, () => path(page).startsWith(leadsTo))
      expect(await palette(page).count()).toBe(0)
    }
    await find(job.id, 'quick brown', `/jobs/${job.id}`)
    await page.goto(new URL('/', page.url()).href)
    await find(job.id.slice(-8), 'quick brown', `/jobs/${job.id}`)
    await page.goto(new URL('/', page.url()).href)
    await find('#2', 'Row 2 of the ledger', '/ledger?seq=2')
    await find('brown fox', 'quick brown', `/jobs/${job.id}`)
  })

  it('says of a command that cannot be done why, and does not do it', async () => {
    const daemon = await aDaemon()
    const page = await openConsole(daemon)
    await open(page)
    await page.keyboard.type('release')
    const command = options(page).filter({ hasText: 'Release the kill switch' })
    await command.getByText('It is released.').waitFor()
    expect(await command.getAttribute('aria-disabled')).toBe('true')
    await page.keyboard.press('Enter')
    await expect.poll(() => palette(page).count()).toBe(1)
  })

  it('reaches the kill switch, and its dialog takes the focus', async () => {
    const daemon = await aDaemon()
    const page = await openConsole(daemon)
    await open(page)
    await page.keyboard.type('engage')
    await page.keyboard.press('Enter')
    await page.locator('[data-kill-switch-band]').getByText('ENGAGED').waitFor()
    await open(page)
    await page.keyboard.type('release')
    await page.keyboard.press('Enter')
    await expectShown(page.getByRole('dialog', { name: 'Release the kill switch?' }))
    await until('the way out has the focus', () =>
      page.evaluate(() => document.activeElement?.textContent === 'Keep engaged'),
    )
  })

  it('opens saved views, and shows the key of each command as it is now', async () => {
    const daemon = await aDaemon()
    const { core } = daemon
    const view = { id: 'v1', page: 'jobs', name: 'Broken builds', filter: 'state:failed', columns: null, sort: null }
    await core.desk.put({ key: 'views', revision: 0, value: [view] })
    await core.desk.put({ key: 'keys', revision: 0, value: { single: true, changed: { pause: 'Shift+p' } } })
    const page = await openConsole(daemon)
    await open(page)
    await options(page).filter({ hasText: 'Pause live lists' }).getByText('Shift+P').waitFor()
    await page.keyboard.type('broken')
    await page.keyboard.press('Enter')
    await until('the view is open', () => path(page).startsWith('/jobs'))
    expect(path(page)).toContain('view=v1')
  })

  it('sleeps under a dialog', async () => {
    const daemon = await aDaemon()
    const page = await openConsole(daemon)
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys that work here' }).waitFor()
    await page.keyboard.press('Control+k')
    expect(await palette(page).count()).toBe(0)
  })
})

it('is accessible and drawn: open, with results, with none', async () => {
  const daemon = await aDaemon({ slots: 0 })
  await daemon.core.jobs.enqueue(aScript('echo the quick brown fox'))
  const page = await openConsole(daemon)
  await open(page)
  await expectFineInEveryLook(page, 'palette')
  await page.keyboard.type('quick')
  await options(page).filter({ hasText: 'quick brown' }).waitFor()
  await expectFineInEveryLook(page, 'palette-found')
  await page.keyboard.type(' zebra')
  await expectShown(palette(page).getByText('Nothing is called that.'))
  await expectFineInEveryLook(page, 'palette-none')
})
