import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { z } from 'zod'
import {
  aDaemonProcess,
  aJob,
  aStillDaemon,
  aTestRun,
  CLIPBOARD,
  expectAccessible,
  jobRow,
  jobsTable,
  NO_CONNECTION,
  inDesktop,
  openConsole,
  picture,
  queued,
  stilled,
  until,
} from './harness/index.ts'

const run = promisify(execFile)

const views = (page: Page) => page.getByRole('navigation', { name: 'Views' })
const heads = async (page: Page) =>
  (await jobsTable(page).getByRole('columnheader').allTextContents()).filter(
    (head) => !['Selected', 'Actions'].includes(head),
  )

it('keeps a view in the core: saved, renamed, changed, deleted and brought back', async () => {
  const daemon = await aStillDaemon()
  const [gone] = await queued(daemon, 'alpha', 'beta')
  await daemon.core.jobs.cancel({ id: gone! })
  const page = await openConsole(daemon, { at: '/jobs?state=cancelled&ws=demo', width: 1600 })
  await jobRow(page, 'alpha').waitFor()
  await views(page).getByRole('button', { name: 'Save view' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Given up')
  await page.keyboard.press('Enter')
  const tab = views(page).getByRole('link', { name: 'Given up' })
  await tab.waitFor()
  await until('it is kept', async () => (await daemon.core.desk.get()).views.value.length === 1)
  expect((await daemon.core.desk.get()).views.value[0]).toMatchObject({
    name: 'Given up',
    filter: 'state:cancelled workspace:demo',
  })

  // What is shown stays shown: the filter is not lost with the name it got.
  await views(page).locator('a[aria-current="page"]').filter({ hasText: 'Given up' }).waitFor()
  await page.waitForURL(/state=cancelled/)
  expect(await jobRow(page, 'beta').count()).toBe(0)

  await views(page).getByRole('link', { name: 'All' }).click()
  await jobRow(page, 'beta').waitFor()
  await tab.click()
  await jobRow(page, 'beta').waitFor({ state: 'detached' })
  expect(page.url()).toMatch(/\/jobs\?view=view-1$/)
  await page.reload()
  await jobRow(page, 'alpha').waitFor()
  expect(await jobRow(page, 'beta').count()).toBe(0)
  await expectAccessible(page)

  const menu = views(page).getByRole('button', { name: 'View Given up' })
  await menu.click()
  await page.getByRole('menuitem', { name: 'Rename…' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Dropped')
  await page.keyboard.press('Enter')
  await views(page).getByRole('link', { name: 'Dropped' }).waitFor()

  await page.getByRole('button', { name: 'Remove state cancelled' }).click()
  await jobRow(page, 'beta').waitFor()
  await views(page).getByTitle('Changed since it was kept').waitFor()
  await views(page).getByRole('button', { name: 'View Dropped' }).click()
  await page.getByRole('menuitem', { name: 'Keep what is shown now' }).click()
  await views(page).getByTitle('Changed since it was kept').waitFor({ state: 'detached' })

  await views(page).getByRole('button', { name: 'View Dropped' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await views(page).getByRole('link', { name: 'Dropped' }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await views(page).getByRole('link', { name: 'Dropped' }).waitFor()
})

it('has the usual views, and remembers the last stretch of time', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'alpha')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'alpha').waitFor()
  await views(page).getByRole('link', { name: 'Failed 24 h' }).click()
  await page.getByText('No failed jobs in the last 24 hours.').waitFor()
  expect(page.url()).toMatch(/\?state=failed&since=24h$/)
  await views(page).getByRole('link', { name: 'Waiting' }).click()
  await jobRow(page, 'alpha').waitFor()
  await page.goto(new URL('/jobs?since=3d', page.url()).href)
  await jobRow(page, 'alpha').waitFor()
  await until('it is kept', async () => (await daemon.core.desk.get()).ranges.value['jobs'] === '3d')
  await page.goto(new URL('/jobs', page.url()).href)
  await page.getByRole('button', { name: 'Any time' }).click()
  await page.getByRole('menuitemradio', { name: 'Last 3 days' }).click()
  await page.getByRole('button', { name: 'Remove since 3 d' }).waitFor()
})

it('shows the columns one chose, in one’s order, in every window and in the address', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'alpha')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'alpha').waitFor()
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Workspace' }).uncheck()
  await page.getByRole('checkbox', { name: 'Priority' }).check()
  await page.getByRole('button', { name: 'Move Id to the left' }).click()
  await page.getByRole('button', { name: 'Roomy' }).click()
  await page.keyboard.press('Escape')
  const chosen = ['State', 'Id', 'Type', 'TitleReason', 'Attempt', 'Nearest limit', 'Added', 'Priority']
  await until('they are shown', async () => JSON.stringify(await heads(page)) === JSON.stringify(chosen))
  expect(page.url()).toMatch(/\?cols=state,id,type,job,attempt,limit,added,priority$/)
  await until('rows are higher', async () => (await jobRow(page, 'alpha').boundingBox())?.height === 40)

  const other = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(other, 'alpha').waitFor()
  await until('the other window has them', async () => JSON.stringify(await heads(other)) === JSON.stringify(chosen))
  await other.goto(new URL('/jobs?cols=id,state', other.url()).href)
  await until(
    'an address has its own',
    async () => JSON.stringify(await heads(other)) === JSON.stringify(['Id', 'State']),
  )
})

it('turns the order round and keeps it in the address', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'alpha', 'beta')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'beta').waitFor()
  await page.keyboard.press('Control+End')
  await until('the oldest is first', async () =>
    (await jobsTable(page).getByRole('row').nth(1).textContent())?.includes('alpha'),
  )
  expect(page.url()).toMatch(/\?sort=oldest$/)
  expect(await page.getByRole('columnheader', { name: 'Added' }).getAttribute('aria-sort')).toBe('ascending')
  await page.getByRole('columnheader', { name: 'Added' }).getByRole('button').click()
  await until('the newest is first', async () =>
    (await jobsTable(page).getByRole('row').nth(1).textContent())?.includes('beta'),
  )
})

it('looks for words anywhere in a job, and for reasons', async () => {
  const daemon = await aStillDaemon()
  await daemon.core.jobs.enqueue(aTestRun([['make', 'publish', 'all']]))
  await queued(daemon, 'alpha')
  await daemon.core.jobs.enqueue(aJob({ run_at: new Date(Date.now() + 3_600_000).toISOString() }))
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'alpha').waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('publ')
  await page.keyboard.press('Enter')
  await jobRow(page, 'alpha').waitFor({ state: 'detached' })
  await jobRow(page, 'publish').waitFor()
  expect(page.url()).toMatch(/\?q=publ$/)
  await page.keyboard.press('Backspace')
  await page.keyboard.type('reason:starts_l')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await jobRow(page, 'README.md').waitFor()
  await jobRow(page, 'publish').waitFor({ state: 'detached' })
  expect(page.url()).toMatch(/\?reason=starts_later$/)
})

const listed = z.object({ items: z.array(z.object({ id: z.string() })) })
const shown = z.object({ job: z.object({ id: z.string() }) })

it('copies commands that give what the page shows', async () => {
  const daemon = await aStillDaemon()
  const [gone] = await queued(daemon, 'alpha', 'beta', 'gamma')
  await daemon.core.jobs.cancel({ id: gone! })
  const page = await openConsole(daemon, {
    at: '/jobs?state=queued&ws=demo&since=24h&q=beta',
    width: 1600,
    ...CLIPBOARD,
  })
  await jobRow(page, 'beta').waitFor()
  const [item] = (await daemon.core.jobs.list({ filter: { state: ['queued'], q: 'beta' } })).items
  const id = item!.id
  const copied = async (name: string) => {
    await page.evaluate(() => navigator.clipboard.writeText(''))
    await page.keyboard.press('y')
    await page.getByRole('menuitem', { name, exact: true }).click()
    return await until(
      'it is copied',
      async () => (await page.evaluate(() => navigator.clipboard.readText())) || undefined,
    )
  }
  const inShell = async (command: string) => (await run('sh', ['-c', command])).stdout
  const inTerminal = (command: string) => inShell(`${command} --json`)

  const { pathname, search } = new URL(page.url())
  expect(await copied('Link to this list')).toBe(`${new URL(await daemon.signInUrl()).origin}${pathname}${search}`)
  expect(await copied('Ids of all that match')).toBe(id)
  expect(listed.parse(JSON.parse(await copied('JSON of the loaded rows'))).items.map((each) => each.id)).toEqual([id])
  const command = await copied('CLI command')
  expect(listed.parse(JSON.parse(await inTerminal(command))).items.map((each) => each.id)).toEqual([id])
  expect(listed.parse(JSON.parse(await inShell(await copied('curl')))).items.map((each) => each.id)).toEqual([id])

  await page.goto(new URL('/jobs?sort=oldest&ws=-notes&type=test_runner', page.url()).href)
  await jobRow(page, 'alpha').waitFor()
  const all = (await daemon.core.jobs.list({ order: 'oldest' })).items.map((each) => each.id)
  expect(listed.parse(JSON.parse(await inTerminal(await copied('CLI command')))).items.map((each) => each.id)).toEqual(
    all,
  )
  expect(listed.parse(JSON.parse(await inShell(await copied('curl')))).items.map((each) => each.id)).toEqual(all)

  await page.goto(new URL('/jobs?q=beta', page.url()).href)
  await jobRow(page, 'alpha').waitFor({ state: 'detached' })
  await jobRow(page, 'beta').waitFor()
  await page.keyboard.press('j')
  expect(await copied('Id')).toBe(id)
  expect(await copied('Link')).toBe(inDesktop ? `interlock://job/${id}` : new URL(`/jobs/${id}`, page.url()).href)
  expect(shown.parse(JSON.parse(await copied('JSON'))).job.id).toBe(id)
  expect(shown.parse(JSON.parse(await inTerminal(await copied('CLI command')))).job.id).toBe(id)
  expect(shown.parse(JSON.parse(await inShell(await copied('curl')))).job.id).toBe(id)
})

it('leaves the list and comes back to it as it was', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'alpha', 'beta')
  const page = await openConsole(daemon, { at: '/jobs?state=queued&cols=id,job&sort=oldest', width: 1600 })
  const before = page.url()
  await jobRow(page, 'beta').click()
  await page.getByRole('tab', { name: 'Evidence' }).waitFor()
  await page.goBack()
  await jobRow(page, 'beta').waitFor()
  expect(page.url()).toBe(before)
  expect(await heads(page)).toEqual(['Id', 'TitleReason'])
})

it('says what is from before when the core does not answer', async () => {
  const daemon = await stilled(await aDaemonProcess())
  await queued(daemon, 'alpha')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  await jobRow(page, 'alpha').waitFor()
  daemon.freeze()
  await page.locator('[data-contact="lost"]').waitFor()
  await jobRow(page, 'alpha').waitFor()
  await page
    .getByRole('contentinfo')
    .getByText(/^Reconnecting, data from/)
    .waitFor()
  await picture(page, 'jobs-no-contact')
  daemon.thaw()
  await page.locator('[data-contact="live"]').waitFor()
  expect(await jobRow(page, 'alpha').count()).toBe(1)
})

it('says what takes long, keeps the old rows meanwhile, and goes back to them when one gives up', async () => {
  const daemon = await stilled(await aDaemonProcess())
  await queued(daemon, 'alpha')
  const page = await openConsole(daemon, { at: '/jobs', width: 1600, tolerates: NO_CONNECTION })
  await jobRow(page, 'alpha').waitFor()
  daemon.freeze()
  await page.keyboard.press('/')
  await page.keyboard.type('beta')
  await page.keyboard.press('Enter')
  const note = page.getByRole('status').filter({ hasText: 'Still looking for “beta” among 1 job.' })
  await note.waitFor()
  expect(await jobRow(page, 'alpha').count()).toBe(1)
  await picture(page, 'jobs-slow')
  await note.getByRole('button', { name: 'Cancel' }).click()
  await note.waitFor({ state: 'detached' })
  expect(page.url()).toMatch(/\/jobs$/)
  expect(await jobRow(page, 'alpha').count()).toBe(1)
  daemon.thaw()
  await page.locator('[data-contact="live"]').waitFor()
})

it('is worked in a window of 900 by 800 px at 200 %', async () => {
  const daemon = await aStillDaemon()
  await queued(daemon, 'alpha', 'beta')
  const page = await openConsole(daemon, { at: '/jobs?since=24h', width: 450, height: 400 })
  await jobRow(page, 'beta').waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  const focused = page.locator('[role=row]:focus')
  await focused.waitFor()
  await focused.scrollIntoViewIfNeeded()
  expect(await focused.textContent()).toContain('beta')
  expect(await page.locator('html').evaluate((html) => html.scrollWidth <= html.clientWidth)).toBe(true)
  await page.getByRole('group', { name: 'Selected jobs' }).getByRole('button', { name: 'Cancel…' }).click()
  await page.getByRole('dialog', { name: 'Cancel 1 job?' }).getByRole('button', { name: 'Keep it' }).click()
  await expectAccessible(page)
  await picture(page, 'jobs-zoomed')
})
