import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { dropGuards, tamper } from '../support/database.ts'
import {
  aDaemon,
  aDaemonProcess,
  aJob,
  aScript,
  expectAccessible,
  expectShown,
  expectFineInEveryLook,
  NO_CONNECTION,
  openConsole,
  settledJob,
  type TestDaemon,
  until,
} from './harness/index.ts'

const grid = (page: Page) => page.getByRole('treegrid', { name: 'Rows of the ledger, newest first' })
const rows = (page: Page) => grid(page).locator('[role="row"][data-at]')

async function finished(daemon: TestDaemon): Promise<string> {
  const { job } = await daemon.core.jobs.enqueue(aScript('echo hello'))
  await settledJob(daemon, job.id)
  return job.id
}

it('shows the newest rows first and follows while nobody is in the list', async () => {
  const daemon = await aDaemon({ slots: 0 })
  const page = await openConsole(daemon, { at: '/ledger' })
  await rows(page).getByText('Workspace added').waitFor()
  await daemon.core.jobs.enqueue(aJob())
  await expectShown(rows(page).first().getByText('Job added'))
})

it('never moves a row under the pointer: new ones are counted until they are asked for', async () => {
  const daemon = await aDaemon({ slots: 0 })
  const page = await openConsole(daemon, { at: '/ledger' })
  await rows(page).getByText('Workspace added').waitFor()
  await rows(page).first().hover()
  for (let job = 0; job < 5; job += 1) await daemon.core.jobs.enqueue(aJob())
  await page.getByRole('button', { name: '5 new' }).waitFor()
  expect(await rows(page).getByText('Job added').count()).toBe(0)
  await page.keyboard.press('u')
  await rows(page).first().getByText('Job added').waitFor()
  expect(await page.getByRole('button', { name: /new/ }).count()).toBe(0)
})

it('is walked, opened and closed by keyboard, and keeps what is open in the address', async () => {
  const daemon = await aDaemon()
  await finished(daemon)
  const page = await openConsole(daemon, { at: '/ledger' })
  await rows(page).first().waitFor()
  for (const key of ['j', 'j', 'j', 'k', 'Enter']) await page.keyboard.press(key)
  await page.getByText('"prev_hash"').waitFor()
  const seq = Number(new URL(page.url()).searchParams.get('seq'))
  const event = await daemon.core.events.get({ seq })
  expect(JSON.parse((await page.locator('pre').first().textContent()) ?? '')).toEqual(event?.event)
  await expectAccessible(page)
  await page.reload()
  await page.getByText('"prev_hash"').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('"prev_hash"').waitFor({ state: 'detached' })
  expect(new URL(page.url()).search).toBe('')
})

it('shows the bodies a row points to, and whether they match', async () => {
  const daemon = await aDaemon()
  const job = await finished(daemon)
  const { items } = await daemon.core.events.page({ filter: { kind: ['tool.called'], job } })
  const page = await openConsole(daemon, { at: `/ledger?seq=${items[0]?.seq}` })
  await page.getByText('matches its digest').waitFor()
  await page.getByText('echo hello').first().waitFor()
  expect(await page.getByText('does not match').count()).toBe(0)
})

describe('filters', () => {
  it('live in the address: kind and job, given and taken away', async () => {
    const daemon = await aDaemon()
    const [job] = [await finished(daemon), await finished(daemon)]
    const page = await openConsole(daemon, { at: '/ledger' })
    await rows(page).first().waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type(job)
    await page.keyboard.press('Enter')
    await until('the address has it', () => new URL(page.url()).searchParams.get('job') === job)
    await page.getByRole('button', { name: 'Kind' }).click()
    await page.getByRole('menuitemradio', { name: 'Runs' }).click()
    await page.getByText('kind Runs').waitFor()
    const { items } = await daemon.core.events.page({ filter: { job } })
    const expected = items.filter(({ kind }) => kind.startsWith('run.')).length
    await until('only its run rows are shown', async () => (await rows(page).count()) === expected)
    await page.reload()
    await until('and again', async () => (await rows(page).count()) === expected)
    await page.getByRole('button', { name: 'Remove the job' }).click()
    await until('all run rows are shown', async () => (await rows(page).count()) > expected)
    expect(new URL(page.url()).searchParams.has('job')).toBe(false)
  })

  it('that match nothing are named, with what lies elsewhere', async () => {
    const daemon = await aDaemon({ slots: 0 })
    const page = await openConsole(daemon, { at: '/ledger?job=job-nobody' })
    await page.getByText('No row matches these filters.').waitFor()
    await page.getByText(/The ledger has \d+ rows in all\./).waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Clear filters' }).click()
    await rows(page).first().waitFor()
    expect(new URL(page.url()).search).toBe('')
  })

  it('that cannot be read are an error, not left out', async () => {
    const daemon = await aDaemon({ slots: 0 })
    const page = await openConsole(daemon, { at: '/ledger?kind=everything' })
    await page.getByText('This address holds a filter that cannot be read.').waitFor()
    expect(await grid(page).count()).toBe(0)
    await expectAccessible(page)
  })
})

it('loads older rows as one scrolls, down to the very first', async () => {
  const daemon = await aDaemon({ slots: 0 })
  for (let job = 0; job < 300; job += 1) await daemon.core.jobs.enqueue(aJob())
  const page = await openConsole(daemon, { at: '/ledger' })
  await rows(page).first().waitFor()
  await until('the beginning is reached', async () => {
    await grid(page).evaluate((element) => element.scrollTo(0, element.scrollHeight))
    return (await page.getByText('The ledger begins here.').count()) === 1
  })
  await rows(page).last().getByText('Interlock started').waitFor()
  // Only what is in view is drawn.
  expect(await rows(page).count()).toBeLessThan(80)
})

describe('the chain', () => {
  it('is verified on demand', async () => {
    const daemon = await aDaemon()
    await finished(daemon)
    const page = await openConsole(daemon, { at: '/ledger' })
    await page.getByText('Not verified since the start').waitFor()
    await page.getByRole('button', { name: 'Verify chain' }).click()
    await page.getByText(/Chain whole, verified \d\d:\d\d:\d\d/).waitFor()
    await page.getByText(/Checked \d+ rows and \d+ bodies in/).waitFor()
    await expectAccessible(page)
  })

  it('names the first row that was tampered with, says what is intact, and leads to it', async () => {
    const daemon = await aDaemon({ slots: 0 })
    await daemon.core.jobs.enqueue(aJob())
    const { head } = await daemon.core.events.page({})
    const page = await openConsole(daemon, { at: '/ledger' })
    tamper(daemon.home, (database) => {
      dropGuards(database)
      database.prepare('UPDATE event SET actor = ? WHERE seq = ?').run('nobody', head)
    })
    await page.getByRole('button', { name: 'Verify chain' }).click()
    await page.getByText(`Row ${head} of the ledger does not match its hash.`).waitFor()
    await page.getByText(`Rows up to ${head - 1} are intact.`).waitFor()
    await page.getByText(/Chain broken, found/).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Show row' }).click()
    await until('the row is open', () => new URL(page.url()).searchParams.get('seq') === String(head))
  })
})

it('is accessible and drawn: rows, an open row, a verified chain, stale', async () => {
  const daemon = await aDaemonProcess()
  const job = await finished(daemon)
  const page = await openConsole(daemon, { at: `/ledger?job=${job}`, tolerates: NO_CONNECTION })
  await rows(page).first().waitFor()
  await expectFineInEveryLook(page, 'ledger-rows')
  await page.goto(new URL('/ledger?job=job-nobody', page.url()).href)
  await page.getByText('No row matches these filters.').waitFor()
  await expectFineInEveryLook(page, 'ledger-filtered-out')
  await page.goto(new URL('/ledger?kind=everything', page.url()).href)
  await page.getByText('cannot be read').waitFor()
  await expectFineInEveryLook(page, 'ledger-unreadable')
  await page.goto(new URL(`/ledger?job=${job}`, page.url()).href)
  await rows(page).first().waitFor()
  await rows(page)
    .nth(2)
    .getByText(/^[\d,]+$/)
    .first()
    .click()
  await page.getByText('"prev_hash"').waitFor()
  await page.getByRole('button', { name: 'Verify chain' }).click()
  await page.getByText(/Chain whole/).waitFor()
  await expectFineInEveryLook(page, 'ledger-open')
  daemon.freeze()
  await page.getByText('State unknown', { exact: true }).waitFor()
  await expectFineInEveryLook(page, 'ledger-stale')
})

it('jumps to a row by its number, filters by who acted, and exports', async () => {
  const daemon = await aDaemon({ slots: 0 })
  for (let job = 0; job < 150; job += 1) await daemon.core.jobs.enqueue(aJob())
  await daemon.core.killSwitch.engage({})
  const page = await openConsole(daemon, { at: '/ledger' })
  await rows(page).first().waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('#2')
  await page.keyboard.press('Enter')
  await page.getByText('"seq": 2,').waitFor()
  expect(new URL(page.url()).searchParams.get('seq')).toBe('2')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Actor' }).click()
  await page.getByRole('menuitemradio', { name: 'Interlock itself' }).click()
  await page.getByText('actor Interlock itself').waitFor()
  await until('only its rows are left', async () => (await rows(page).count()) === 1)
  await page.getByRole('button', { name: 'Export evidence' }).click()
  await page.getByText(/rows and \d+ bodies written to/).waitFor()
})
