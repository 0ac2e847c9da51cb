import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { aDaliRepository, recordedLedger } from '../support/dali.ts'
import { aFolder } from '../support/test-core.ts'
import {
  aDaemon,
  CLIPBOARD,
  aJob,
  expectAccessible,
  expectShown,
  expectFineInEveryLook,
  expectGone,
  openConsole,
  until,
} from './harness/index.ts'

const row = (page: Page, label: string) =>
  page.getByRole('listitem').filter({ has: page.getByText(label, { exact: true }) })
const dialog = (page: Page) => page.getByRole('dialog')

describe('keys', () => {
  it('are changed by pressing others, act at once in every window, and can be taken back', async () => {
    const daemon = await aDaemon()
    const [page, other] = [await openConsole(daemon, { at: '/settings/keys' }), await openConsole(daemon)]
    await row(page, 'Ledger').getByRole('button', { name: 'Change' }).click()
    await page.keyboard.press('g')
    await page.keyboard.press('h')
    await page.getByRole('button', { name: 'Use this key' }).click()
    await until('the core has it', async () => {
      return (await daemon.core.desk.get()).keys.value.changed['go.ledger'] === 'g h'
    })
    await until('the other window follows', async () => {
      await other.keyboard.press('g')
      await other.keyboard.press('h')
      return new URL(other.url()).pathname === '/ledger'
    })
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await until('it is taken back', async () => {
      return (await daemon.core.desk.get()).keys.value.changed['go.ledger'] === undefined
    })
    await expectGone(row(page, 'Ledger').getByRole('button', { name: 'Reset' }))
  })

  it('that are taken are said to be, and change hands only when that is wanted', async () => {
    const daemon = await aDaemon()
    const page = await openConsole(daemon, { at: '/settings/keys' })
    await row(page, 'Next row').getByRole('button', { name: 'Change' }).click()
    await page.keyboard.press('k')
    await dialog(page).getByText('Previous row would have no key then.').waitFor()
    await expectAccessible(page)
    await dialog(page).getByRole('button', { name: 'Use it here, not for Previous row' }).click()
    await row(page, 'Previous row').getByText('no key').waitFor()
    await row(page, 'Engage kill switch, then hard stop').getByRole('button', { name: 'Change' }).click()
    await page.keyboard.press('b')
    await dialog(page).getByText('It must be one chord with Ctrl or Cmd').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Reset all keys' }).click()
    await until('all are as they were', async () => {
      return Object.keys((await daemon.core.desk.get()).keys.value.changed).length === 0
    })
    await row(page, 'Previous row').getByText('no key').waitFor({ state: 'detached' })
  })

  it('that were switched off do nothing and are not listed', async () => {
    const daemon = await aDaemon()
    const page = await openConsole(daemon, { at: '/settings/keys' })
    await row(page, 'Pause or resume live lists').getByRole('button', { name: 'Switch off' }).click()
    await row(page, 'Pause or resume live lists').getByText('no key').waitFor()
    await page.keyboard.press('Shift+U')
    await page.keyboard.press('?')
    await dialog(page).getByText('Find anything').waitFor()
    expect(await dialog(page).getByText('Pause live lists').count()).toBe(0)
    expect(await page.getByText('Paused by you').count()).toBe(0)
  })
})

describe('workspaces', () => {
  it('are listed with their state, added once, and removed with what they hold', async () => {
    const daemon = await aDaemon({ slots: 0 })
    await daemon.core.jobs.enqueue(aJob())
    const second = aFolder()
    const page = await openConsole(daemon, { at: '/settings/workspaces' })
    await row(page, 'demo').getByText('Is there').waitFor()
    await page.getByLabel('Folder', { exact: true }).fill(daemon.workspace)
    await page.getByLabel('Name (optional)').fill('again')
    await page.getByRole('button', { name: 'Add workspace' }).click()
    await page.getByText(`${daemon.workspace} is already the workspace demo.`).waitFor()
    await page.getByLabel('Folder', { exact: true }).fill(second)
    await page.getByRole('button', { name: 'Add workspace' }).click()
    await row(page, 'again').getByText('Is there').waitFor()
    await row(page, 'demo').getByRole('button', { name: 'Remove' }).click()
    await dialog(page).getByText('1 job not finished: it is held until the workspace is back.').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    await dialog(page).waitFor({ state: 'detached' })
    expect((await daemon.core.workspaces.list()).map(({ name }) => name)).toEqual(['again', 'demo'])
    await row(page, 'demo').getByRole('button', { name: 'Remove' }).click()
    await dialog(page).getByRole('button', { name: 'Remove and hold 1 job' }).click()
    await until('it is gone', async () => (await daemon.core.workspaces.list()).length === 1)
    expect((await daemon.core.system.status()).counts.held).toBe(1)
  })
})

describe('data', () => {
  it('leaves as evidence, and comes in from DALI after a look at what it is', async () => {
    const daemon = await aDaemon({ slots: 0 })
    const { root } = aDaliRepository(recordedLedger('order'))
    const page = await openConsole(daemon, { at: '/settings/data' })
    await page.getByText(daemon.home, { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Export evidence' }).click()
    await page.getByText(/\d+ rows and \d+ bodies/).waitFor()
    await page.getByLabel('Import from').fill(root)
    await page.getByRole('button', { name: 'Look what it holds' }).click()
    await page
      .getByText(/^Would bring \d+ jobs/)
      .last()
      .waitFor()
    expect((await daemon.core.jobs.list({})).items).toEqual([])
    await page.getByRole('button', { name: /^Import \d+ jobs$/ }).click()
    await expectShown(page.getByText(/^Brought \d+ jobs/))
    await until('they are here', async () => (await daemon.core.jobs.list({})).items.length > 0)
  })
})

it('shows the doctor: checks with their remedies, the one of the address first in sight, and a report to copy', async () => {
  const daemon = await aDaemon({ slots: 2 })
  const page = await openConsole(daemon, { at: '/doctor?check=workers', ...CLIPBOARD })
  await page.locator('[data-check="workers"][aria-current]').waitFor()
  await page.getByRole('region', { name: 'Table of workers' }).getByText('Idle').first().waitFor()
  await page.getByRole('button', { name: 'Copy report' }).click()
  await page.getByText('Report copied.').waitFor()
  const report = await page.evaluate(() => navigator.clipboard.readText())
  expect(report).toContain('slot 1: idle')
  expect(report).toMatch(/good kill_switch: Released\./)
  expect(report).not.toContain(daemon.workspace)
})

const SECTIONS = ['display', 'keys', 'workspaces', 'secrets', 'data', 'about'] as const

it('is accessible and drawn: every section, and the doctor', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon)
  await page.getByRole('link', { name: 'Settings' }).click()
  for (const section of SECTIONS) {
    await page.getByRole('link', { name: section, exact: false }).first().click()
    await until(`${section} is open`, () => new URL(page.url()).pathname === `/settings/${section}`)
    await expectFineInEveryLook(page, `settings-${section}`)
  }
  await page.goto(new URL('/doctor', page.url()).href)
  await page.getByRole('region', { name: 'Table of workers' }).waitFor()
  await expectFineInEveryLook(page, 'doctor')
})
