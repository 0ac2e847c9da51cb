import type { Locator, Page } from 'playwright'
import { expect, it } from 'vitest'
import {
  aDaemon,
  aJob,
  aScript,
  aStillDaemon,
  endless,
  expectAccessible,
  failing,
  jobRow,
  jobsTable,
  expectFineInEveryLook,
  openConsole,
  overOutput,
  picture,
  queued,
  settledJob,
  until,
} from './harness/index.ts'

const filterBox = (page: Page) => page.getByRole('combobox', { name: 'Filter jobs' })
const chip = (page: Page, state: string) =>
  page.getByRole('group', { name: 'States' }).getByRole('button', { name: new RegExp(`^${state}`) })
/** What the rows are called, from their boxes. */
const titles = async (page: Page) =>
  (
    await jobsTable(page)
      .getByRole('checkbox')
      .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('aria-label') ?? ''))
  ).map((label) => label.replace('Select job ', ''))

it('says of each job how it stands, why, and how near its limits it is', async () => {
  const daemon = await aDaemon({ slots: 2 })
  await settledJob(daemon, await overOutput(daemon))
  await settledJob(daemon, await failing(daemon))
  await endless(daemon)
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'while true').getByText('Running').waitFor()
  const over = jobRow(page, '/dev/zero')
  expect(await over.textContent()).toMatch(/Failed.*test_runner.*demo.*Output limit reached.*1 of 3.* of 1 KiB/)
  await jobRow(page, '1 of 2 failed').getByText('Tests failed').waitFor()
  expect(await chip(page, 'Failed').textContent()).toBe('Failed1')
  await page.getByText('3 match, of 3').waitFor()
})

it('filters by what is typed, keeps it in the address, and by several states at once', async () => {
  const daemon = await aStillDaemon()
  const [cancelled] = await queued(daemon, 'alpha', 'beta')
  await daemon.core.jobs.cancel({ id: cancelled! })
  await daemon.core.jobs.enqueue(aJob({ run_at: new Date(Date.now() + 3_600_000).toISOString() }))
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'alpha').waitFor()

  await filterBox(page).fill('state:cancelled,queued since:24h')
  await page.keyboard.press('Enter')
  await page.getByText('2 match, of 3').waitFor()
  expect(page.url()).toMatch(/\/jobs\?state=queued,cancelled&since=24h$/)
  expect(await titles(page)).toEqual(['beta', 'alpha'])

  await chip(page, 'Cancelled').click()
  await jobRow(page, 'alpha').waitFor({ state: 'detached' })
  await chip(page, 'Scheduled').click()
  await jobRow(page, 'README.md').waitFor()
  expect(page.url()).toContain('state=queued,scheduled')

  await page.reload()
  await jobRow(page, 'README.md').waitFor()
  expect(await titles(page)).toEqual(['README.md', 'beta'])
  await page.goBack()
  await jobRow(page, 'README.md').waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Remove state queued' }).click()
  await page.getByRole('button', { name: 'Remove since 24 h' }).click()
  await page.getByText('3 match, of 3').waitFor()
  expect(page.url()).toMatch(/\/jobs$/)
})

it('completes names and values of filters by keyboard', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'alpha')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'alpha').waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('wo')
  await page.keyboard.press('Tab')
  await page.getByRole('option', { name: 'demo' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Remove workspace demo' }).waitFor()
  expect(page.url()).toMatch(/\?ws=demo$/)
})

it('shows no list for a filter it cannot read, whether typed or in the address', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'alpha')
  const page = await openConsole(daemon, { at: '/jobs?state=done' })
  await page.getByText('This filter cannot be read, so nothing is listed.').waitFor()
  await expect.poll(() => page.getByRole('alert').filter({ hasText: 'There is no state “done”' }).count()).toBe(1)
  expect(await jobsTable(page).count()).toBe(0)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await jobRow(page, 'alpha').waitFor()

  await filterBox(page).fill('colour:red')
  await page.keyboard.press('Enter')
  await page.getByText('There is no filter “colour”').waitFor()
  expect(page.url()).toMatch(/\/jobs$/)
  expect(await filterBox(page).inputValue()).toBe('colour:red')
})

it('names the filters and what lies elsewhere when nothing matches', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'alpha', 'beta')
  const page = await openConsole(daemon, { at: '/jobs?state=failed&since=24h' })
  await page.getByText('No failed jobs in the last 24 hours.').waitFor()
  await page.getByText('2 in other states.').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await jobRow(page, 'beta').waitFor()
})

it('fills an empty list, wherever the pointer was when it became empty', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'alpha')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'alpha').hover()
  await page.keyboard.press('/')
  await page.keyboard.type('beta')
  await page.keyboard.press('Enter')
  await page.getByText('No jobs with “beta”.').waitFor()
  await queued(daemon, 'beta')
  await jobRow(page, 'beta').waitFor()
  expect(await jobRow(page, 'alpha').count()).toBe(0)
})

it('starts from nothing with one job or the demo', async () => {
  const daemon = await aDaemon({ bare: true })
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await page.getByText('No jobs yet.').waitFor()
  await expectAccessible(page)
  await picture(page, 'jobs-first-use')
  await page.getByRole('button', { name: 'Run the demo' }).click()
  await jobRow(page, 'Tide tables').waitFor()
})

it('lets rows come in under a pointer that is at rest since before there were any', async () => {
  const daemon = await aStillDaemon()
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await page.getByText('No jobs yet.').waitFor()
  await page.mouse.move(800, 300)
  await queued(daemon, 'alpha')
  await jobRow(page, 'alpha').waitFor()
  await queued(daemon, 'beta')
  await jobRow(page, 'beta').waitFor()
  expect(await titles(page)).toEqual(['beta', 'alpha'])
})

it('changes cells in place but moves no row under the pointer, until asked or left', async () => {
  const daemon = await aStillDaemon()
  const [, second] = await queued(daemon, 'alpha', 'beta')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'beta').hover()
  await queued(daemon, 'gamma', 'delta')
  const arrivals = page.getByRole('button', { name: '2 new' })
  await arrivals.waitFor()
  expect(await titles(page)).toEqual(['beta', 'alpha'])
  await daemon.core.jobs.cancel({ id: second! })
  await jobRow(page, 'beta').getByText('Cancelled').waitFor()
  expect(await titles(page)).toEqual(['beta', 'alpha'])
  await page.keyboard.press('u')
  await arrivals.waitFor({ state: 'detached' })
  expect(await titles(page)).toEqual(['delta', 'gamma', 'beta', 'alpha'])

  await page.mouse.move(5, 400)
  await queued(daemon, 'epsilon')
  await jobRow(page, 'epsilon').waitFor()
})

it('keeps a row that no longer matches under the reader, with what became of it', async () => {
  const daemon = await aStillDaemon()
  const [first] = await queued(daemon, 'alpha', 'beta')
  const page = await openConsole(daemon, { at: '/jobs?state=queued', width: 1600 })
  await jobRow(page, 'alpha').hover()
  await daemon.core.jobs.cancel({ id: first! })
  await page.getByRole('button', { name: '1 no longer matches' }).waitFor()
  await jobRow(page, 'alpha').getByText('Cancelled').waitFor()
  expect(await titles(page)).toEqual(['beta', 'alpha'])
  await page.mouse.move(5, 400)
  await jobRow(page, 'alpha').waitFor({ state: 'detached' })
})

it('is worked by keyboard alone: move, look, open, back to the row, select, cancel', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'alpha', 'beta', 'gamma')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'gamma').waitFor()
  const focused = () => page.locator('[role=row]:focus').textContent()

  await page.keyboard.press('j')
  await until('the first row has focus', async () => (await focused())?.includes('gamma'))
  await page.keyboard.press('j')
  await until('the second row has focus', async () => (await focused())?.includes('beta'))

  await page.keyboard.press('Space')
  const peek = page.getByRole('complementary', { name: /^Job / })
  await peek.getByText('beta', { exact: true }).first().waitFor()
  await page.keyboard.press('j')
  await peek.getByText('alpha', { exact: true }).first().waitFor()
  expect(page.url()).toContain('peek=')
  await page.keyboard.press('Escape')
  await peek.waitFor({ state: 'detached' })
  expect(await focused()).toContain('alpha')

  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: 'Evidence' }).waitFor()
  await page.getByText('3 of 3 in the list').waitFor()
  await page.keyboard.press('[')
  await page.getByText('2 of 3 in the list').waitFor()
  await page.keyboard.press('Escape')
  await until('focus is back on the row', async () => (await focused())?.includes('beta'))

  await page.keyboard.press('x')
  await page.keyboard.press('Shift+k')
  await page.getByRole('status').filter({ hasText: '2 selected' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('status').filter({ hasText: '2 selected' }).waitFor({ state: 'detached' })

  const dialog = page.getByRole('dialog', { name: /^Cancel job/ })
  const askToCancel = async () => {
    await page.keyboard.press('m')
    await page.getByRole('menuitem', { name: 'Open' }).and(page.locator(':focus')).waitFor()
    // The menu takes keys a moment after it is drawn, and one that comes before is lost.
    const cancel = page.getByRole('menuitem', { name: 'Cancel…' }).and(page.locator(':focus'))
    await until('the last item has the focus', async () => {
      await page.keyboard.press('End')
      return (await cancel.count()) > 0
    })
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Keep it' }).and(page.locator(':focus')).waitFor()
  }
  await askToCancel()
  await dialog.getByText('It has not started and will not start.').waitFor()
  // The way out has focus, so Enter alone cancels nothing.
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  expect((await daemon.core.jobs.counts({})).counts.cancelled).toBe(0)
  await askToCancel()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  expect((await daemon.core.jobs.counts({})).counts.cancelled).toBe(1)

  await page.keyboard.press('c')
  await page.getByRole('radiogroup', { name: 'Job type' }).waitFor()
})

it('acts on no single key while one types', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'alpha')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'alpha').waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('jcxmu y')
  expect(await filterBox(page).inputValue()).toBe('jcxmu y')
  expect(page.url()).toMatch(/\/jobs$/)
})

it('reads on while one scrolls and tells rows their number', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, ...Array.from({ length: 150 }, (_, at) => `job-${String(at).padStart(3, '0')}`))
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'job-149').waitFor()
  expect(await jobsTable(page).getAttribute('aria-rowcount')).toBe('151')
  await page.keyboard.press('End')
  await until('the first page is passed', async () =>
    (await page.locator('[role=row]:focus').textContent())?.includes('job-0'),
  )
  const last = jobRow(page, 'job-000')
  await until('the last row is there', async () => {
    await page.keyboard.press('End')
    return (await last.count()) > 0
  })
  expect(await last.getAttribute('aria-rowindex')).toBe('151')
  expect(await jobsTable(page).getAttribute('aria-rowcount')).toBe('151')
})

it('follows a running job without a reload and shows the end of it', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await page.getByText('No jobs yet.').waitFor()
  await daemon.core.jobs.enqueue(aScript('sleep 1; exit 3'))
  await jobRow(page, 'sleep 1').getByText('Running').waitFor()
  await jobRow(page, 'sleep 1').getByText('Tests failed').waitFor()
  expect(await jobRow(page, 'sleep 1').textContent()).toContain('Succeeded')
})

it('is accessible in every look', async () => {
  const daemon = await aDaemon({ slots: 2 })
  await settledJob(daemon, await overOutput(daemon))
  await settledJob(daemon, await failing(daemon))
  await endless(daemon)
  await daemon.core.jobs.enqueue(aJob({ run_at: new Date(Date.now() + 3_600_000).toISOString() }))
  const page = await openConsole(daemon, { at: '/jobs' })
  await jobRow(page, 'while true').getByText('Running').waitFor()
  await expectFineInEveryLook(page, 'jobs')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Space')
  await page.getByRole('complementary', { name: /^Job / }).getByText('Request').waitFor()
  await expectFineInEveryLook(page, 'jobs-peek')
  await page.keyboard.press('Escape')
  await page.keyboard.press('x')
  await page.keyboard.press('m')
  await page.getByRole('menu').waitFor()
  await expectFineInEveryLook(page, 'jobs-menu')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('list', { name: 'Columns' }).waitFor()
  await expectFineInEveryLook(page, 'jobs-columns')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Cancel…' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Cancel/ })
    .waitFor()
  await expectFineInEveryLook(page, 'jobs-bulk')
  await page.keyboard.press('Escape')
  const noSideways = (box: Locator) => box.evaluate((element) => element.scrollWidth <= element.clientWidth)
  expect(await noSideways(page.locator('html'))).toBe(true)
  expect(await noSideways(jobsTable(page))).toBe(true)
})

it('shows what came while another page was open', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'before')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'before').waitFor()
  await page.getByRole('link', { name: 'Policies' }).click()
  await page.getByRole('heading', { name: 'Policies' }).waitFor()
  await queued(daemon, 'meanwhile')
  // Told of to every page, so it is no longer news when one comes back.
  await page.getByText('2 queued').waitFor()
  await page.getByRole('link', { name: 'Jobs' }).first().click()
  await jobRow(page, 'meanwhile').waitFor()
  await page.getByText('2 match, of 2').waitFor()
  expect(await titles(page)).toEqual(['meanwhile', 'before'])
})
