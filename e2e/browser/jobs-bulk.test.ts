import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import {
  aDaemon,
  aJob,
  aScript,
  aStillDaemon,
  endless,
  expectAccessible,
  jobRow,
  jobsTable,
  openConsole,
  overOutput,
  picture,
  queued,
  settledJob,
  type TestDaemon,
  until,
} from './harness/index.ts'

const bar = (page: Page) => page.getByRole('group', { name: 'Selected jobs' })
const act = (page: Page, name: string) => bar(page).getByRole('button', { name })
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name })

const counts = async ({ core }: TestDaemon) => (await core.jobs.counts({})).counts

it('counts down the time for an undo, and says when it came too late', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'alpha', 'beta', 'gamma')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  for (const title of ['alpha', 'beta']) await jobRow(page, title).getByRole('checkbox').check()
  await act(page, 'Cancel…').click()
  await dialog(page, 'Cancel 2 jobs?').getByRole('button', { name: 'Cancel 2 jobs' }).click()
  const undo = page.getByRole('status').getByRole('button', { name: 'Undo', exact: true })
  await undo.getByText(/^1\d s$/).waitFor()
  const { items } = await daemon.core.operations.list({ limit: 1 })
  await daemon.core.operations.undo({ id: items[0]!.id })
  await undo.click()
  await page.getByText('Too late to undo that; nothing changed.').waitFor()
  await expectAccessible(page)
})

it('cancels a selection after saying what becomes of each kind, and takes it back', async () => {
  const daemon = await aStillDaemon()
  const [done] = await queued(daemon, 'alpha', 'beta', 'gamma', 'delta')
  await daemon.core.jobs.cancel({ id: done! })
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  for (const title of ['alpha', 'beta', 'gamma']) await jobRow(page, title).getByRole('checkbox').check()
  await act(page, 'Cancel…').click()
  const asked = dialog(page, 'Cancel 2 jobs?')
  await asked.getByText('2 are queued and will not start.').waitFor()
  await asked.getByText('1 more matches but has finished; it stays.').waitFor()
  await expectAccessible(page)
  await asked.getByRole('button', { name: 'Cancel 2 jobs' }).click()
  await page.getByText('2 jobs cancelled.').waitFor()
  expect((await counts(daemon)).cancelled).toBe(3)
  await page.getByRole('button', { name: 'Undo' }).click()
  await until('both are queued again', async () => (await counts(daemon)).queued === 3)
  await page.getByText('2 jobs as before.').waitFor()
  expect((await counts(daemon)).cancelled).toBe(1)
})

it('takes a bulk act back by its key, which the overlay lists', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'alpha', 'beta')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'alpha').waitFor()
  await page.keyboard.press('Control+a')
  // With a selection the actions are those on all of it.
  await page.keyboard.press('m')
  const menu = page.getByRole('menu')
  await menu.and(page.locator(':focus, :focus-within')).waitFor()
  await page.keyboard.press('c')
  await menu.getByRole('menuitem', { name: 'Cancel…' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Enter')
  await dialog(page, 'Cancel 2 jobs?').getByRole('button', { name: 'Cancel 2 jobs' }).click()
  await page.getByText('2 jobs cancelled.').waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('Undo what was just done').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('z')
  await until('both are queued again', async () => (await counts(daemon)).queued === 2)
  expect((await counts(daemon)).cancelled).toBe(0)
})

it('says before a retry which jobs will fail again, and counts the attempt that is under way', async () => {
  const daemon = await aDaemon()
  const refused = aScript('echo no', { policy: { allow_network: false, allow_subprocess: false, allowed_tools: [] } })
  await settledJob(daemon, (await daemon.core.jobs.enqueue(refused)).job.id)
  await settledJob(daemon, await overOutput(daemon))
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'sh -c').first().waitFor()
  await page.keyboard.press('/')
  await page.getByRole('combobox', { name: 'Filter jobs' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.type('state:fa')
  await page.keyboard.press('Enter')
  await page.waitForURL(/state=failed/)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+a')
  await act(page, 'Retry…').click()
  const asked = dialog(page, 'Retry 2 jobs?')
  await asked.getByText('1 failed because of its own request and will fail again.').waitFor()
  await asked.getByRole('button', { name: 'Leave them as they are' }).click()
  expect((await counts(daemon)).failed).toBe(2)
  await page.goto(new URL('/jobs?state=running', page.url()).href)
  await endless(daemon)
  await jobsTable(page).getByText('1 of 1').waitFor()
})

it('leaves the list room in a low window, and does not scroll sideways beside the panel', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'alpha', 'beta', 'gamma', 'delta')
  const low = await openConsole(daemon, { at: '/jobs', width: 450, height: 400 })
  await jobRow(low, 'delta').waitFor()
  await picture(low, 'jobs-450')
  const box = await jobsTable(low).boundingBox()
  expect(box!.height).toBeGreaterThan(130)
  const page = await openConsole(daemon, { at: '/jobs', width: 1440, height: 900 })
  await jobRow(page, 'alpha').waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press(' ')
  await page.getByRole('complementary', { name: /^Job / }).waitFor()
  await picture(page, 'jobs-peek-1440')
  await until('the columns fit', () => jobsTable(page).evaluate((table) => table.scrollWidth <= table.clientWidth))
})

it('offers nothing to confirm where nothing would change', async () => {
  const daemon = await aStillDaemon()
  const [gone] = await queued(daemon, 'alpha')
  await daemon.core.jobs.cancel({ id: gone! })
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'alpha').getByRole('checkbox').check()
  await act(page, 'Cancel…').click()
  const asked = dialog(page, 'Nothing to cancel')
  await asked.getByText('Nothing to cancel: 1 has finished.').waitFor()
  expect(await asked.getByRole('button').allTextContents()).toEqual(['Close'])
  await expectAccessible(page)
})

it('acts on all that match but those left out, by keyboard alone, and leads to what it changed', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, ...Array.from({ length: 130 }, (_, at) => `job-${String(at).padStart(3, '0')}`))
  await daemon.core.jobs.enqueue(aJob())
  const page = await openConsole(daemon, { at: '/jobs?type=test_runner', width: 1600 })
  await jobRow(page, 'job-129').waitFor()
  await page.keyboard.press('Control+a')
  await bar(page).getByText('100 selected').last().waitFor()
  await page.keyboard.press('Control+a')
  await bar(page).getByText('All that match: 130').last().waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await bar(page).getByText('All that match: 129, 1 left out').last().waitFor()

  await act(page, 'Cancel…').focus()
  await page.keyboard.press('Enter')
  const asked = dialog(page, 'Cancel 129 jobs?')
  // The way out has the focus, so Enter alone changes nothing.
  await asked.getByRole('button', { name: 'Keep them' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Enter')
  await asked.waitFor({ state: 'detached' })
  expect((await counts(daemon)).cancelled).toBe(0)
  await page.keyboard.press('Enter')
  await asked.getByRole('button', { name: 'Keep them' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('129 jobs cancelled.').waitFor()
  expect(await counts(daemon)).toMatchObject({ cancelled: 129, queued: 2 })

  const [operation] = (await daemon.core.operations.list({})).items
  await page.goto(new URL(`/jobs?bulk=${operation!.id}`, page.url()).href)
  await page.getByText('129 match, of 131').waitFor()
  await page.getByRole('region', { name: 'Bulk operation' }).getByText('129 jobs cancelled.').waitFor()
  expect(await jobRow(page, 'job-129').count()).toBe(0)
  await expectAccessible(page)
})

it('shows the new preview when jobs changed before it was confirmed', async () => {
  const daemon = await aStillDaemon()
  const [, second] = await queued(daemon, 'alpha', 'beta')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'alpha').waitFor()
  await page.keyboard.press('Control+a')
  await act(page, 'Cancel…').click()
  const button = dialog(page, 'Cancel 2 jobs?').getByRole('button', { name: 'Cancel 2 jobs' })
  await button.waitFor()
  await daemon.core.jobs.cancel({ id: second! })
  await button.click()
  const again = dialog(page, 'Cancel 1 job?')
  await again.getByText('What would change is not what was shown before, so nothing was done.').waitFor()
  expect((await counts(daemon)).cancelled).toBe(1)
  await again.getByRole('button', { name: 'Cancel 1 job' }).click()
  await until('the other is cancelled too', async () => (await counts(daemon)).cancelled === 2)
})

it('retries what ended, requeues what waits, and sets a priority', async () => {
  const daemon = await aStillDaemon()
  const { core } = daemon
  const [gone] = await queued(daemon, 'alpha', 'beta')
  await core.jobs.cancel({ id: gone! })
  await core.jobs.enqueue(aJob({ run_at: new Date(Date.now() + 3_600_000).toISOString() }))
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'alpha').waitFor()
  const selectAll = () => page.getByRole('checkbox', { name: 'Select all that match' }).check()

  await selectAll()
  await act(page, 'Requeue…').click()
  await dialog(page, 'Requeue 1 job?')
    .getByText('1 is scheduled and may start now, with the attempts it has left.')
    .waitFor()
  await dialog(page, 'Requeue 1 job?').getByText('1 more matches but is queued already.').waitFor()
  await dialog(page, 'Requeue 1 job?').getByRole('button', { name: 'Requeue 1 job' }).click()
  await until('it is queued', async () => (await counts(daemon)).queued === 2)

  await selectAll()
  await act(page, 'Retry…').click()
  await dialog(page, 'Retry 1 job?')
    .getByText('1 was cancelled and is queued again with all attempts, or waits for your approval where one is needed.')
    .waitFor()
  await dialog(page, 'Retry 1 job?').getByRole('button', { name: 'Retry 1 job' }).click()
  await until('all are queued', async () => (await counts(daemon)).queued === 3)

  await selectAll()
  await act(page, 'Priority…').click()
  const asked = dialog(page, /priority/i)
  await asked.getByLabel('Priority').fill('250')
  await asked.getByText('Priority must be -100 to 100; you gave 250.').waitFor()
  await asked.getByLabel('Priority').fill('7')
  await dialog(page, 'Set priority 7 for 3 jobs?').getByText('3 are queued and get priority 7.').waitFor()
  await asked.getByRole('button', { name: 'Set priority 7 for 3 jobs' }).click()
  await until('all have it', async () => (await core.jobs.list({})).items.every((job) => job.priority === 7))
  expect(await counts(daemon)).toMatchObject({ queued: 3, cancelled: 0 })
})

it('keeps the selection through updates and further rows', async () => {
  const daemon = await aStillDaemon()
  const ids = await queued(daemon, ...Array.from({ length: 130 }, (_, at) => `job-${String(at).padStart(3, '0')}`))
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'job-128').getByRole('checkbox').check()
  await jobRow(page, 'job-126')
    .getByRole('checkbox')
    .click({ modifiers: ['Shift'] })
  await bar(page).getByText('3 selected').last().waitFor()
  await daemon.core.jobs.cancel({ id: ids[127]! })
  await jobRow(page, 'job-127').getByText('Cancelled').waitFor()
  await queued(daemon, 'another')
  await page.getByRole('button', { name: '1 new' }).waitFor()
  await until('the last row was read', async () => {
    await page.keyboard.press('End')
    return (await jobRow(page, 'job-000').count()) > 0
  })
  await bar(page).getByText('3 selected').last().waitFor()
  await page.keyboard.press('Home')
  await jobRow(page, 'job-127').and(page.locator('[aria-selected=true]')).waitFor()
  await page.keyboard.press('u')
  await jobRow(page, 'another').waitFor()
  await bar(page).getByText('3 selected').last().waitFor()
  await expect.poll(() => jobsTable(page).locator('[aria-selected=true]').count()).toBe(3)
})

it('reads on when what is shown leaves the list while more of it lies behind', async () => {
  const daemon = await aStillDaemon()
  const ids = await queued(daemon, ...Array.from({ length: 130 }, (_, at) => `job-${String(at).padStart(3, '0')}`))
  const page = await openConsole(daemon, { at: '/jobs?state=queued', width: 1600 })
  await jobRow(page, 'job-129').waitFor()
  await page.mouse.move(5, 400)
  const { token, head } = await daemon.core.operations.preview({ act: 'cancel', ids: ids.slice(20) })
  await daemon.core.operations.start({ act: 'cancel', ids: ids.slice(20), token, head })
  await jobRow(page, 'job-019').waitFor()
  await jobRow(page, 'job-129').waitFor({ state: 'detached' })
  expect(await jobsTable(page).getAttribute('aria-rowcount')).toBe('21')
})

it('stops a running job at its next step and says so', async () => {
  const daemon = await aDaemon()
  await endless(daemon)
  await queued(daemon, 'alpha')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'while true').getByText('Running').waitFor()
  await page.getByRole('checkbox', { name: 'Select all that match' }).check()
  await act(page, 'Cancel…').click()
  const asked = dialog(page, 'Cancel 2 jobs?')
  await asked.getByText('1 is running and stops at its next step.').waitFor()
  await asked.getByRole('button', { name: 'Cancel 2 jobs' }).click()
  await page.getByText('1 job cancelled, 1 stopping.').waitFor()
  await until('both have ended', async () => (await counts(daemon)).cancelled === 2)
  expect((await counts(daemon)).running).toBe(0)
})
