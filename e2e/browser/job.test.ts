import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import {
  aDaemon,
  aStillDaemon,
  aTestRun,
  BUDGETS,
  CLIPBOARD,
  copied,
  endless,
  expectAccessible,
  failing,
  expectFineInEveryLook,
  openConsole,
  overOutput,
  settledJob,
  settledScript,
  until,
} from './harness/index.ts'

const run = promisify(execFile)
const tab = (page: Page, name: string) => page.getByRole('tab', { name })
const events = (page: Page) => page.getByRole('grid', { name: 'Events' })
const eventRow = (page: Page, words: string) => events(page).getByRole('row').filter({ hasText: words })
const record = (page: Page) => page.getByRole('complementary', { name: /^Event / })

it('tells how a job stands, why it ended, how near its limits it came and what it was allowed', async () => {
  const daemon = await aDaemon()
  const id = await overOutput(daemon)
  await settledJob(daemon, id)
  const page = await openConsole(daemon, { at: `/jobs/${id}` })
  await page
    .getByText(
      /Output limit reached: (1 KiB kept; .+ came before it stopped|the run was stopped at 1 KiB, which is kept)\./,
    )
    .waitFor()
  const header = page.locator('main header')
  expect(await header.getByRole('meter', { name: 'output' }).getAttribute('aria-valuetext')).toMatch(
    /^1 KiB kept; .+ came$/,
  )
  expect(await header.textContent()).toMatch(/may start commands.*no network/)
  await page.getByRole('button', { name: 'Retry' }).waitFor()
  expect(await page.title()).toBe(`Job ${id.slice(-8)} · Interlock`)
})

it('runs again with what its limit was too small for, and marks what was changed', async () => {
  const daemon = await aDaemon()
  const id = await overOutput(daemon)
  await settledJob(daemon, id)
  const page = await openConsole(daemon, { at: `/jobs/${id}` })
  await page.getByRole('link', { name: 'Run again with 2 KiB' }).click()
  const aside = page.getByRole('complementary', { name: 'Before it is added' })
  await aside.getByText('2 KiB').first().waitFor()
  await page.getByText('≠ changed, was 1 KiB').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Put back' }).click()
  await aside.getByText(/^Nothing yet: the same as /).waitFor()
  expect(await page.getByText('≠ changed').count()).toBe(0)
})

it('draws each step, shows each record with its body and proof, and keeps the view in the address', async () => {
  const daemon = await aDaemon()
  const { job } = await daemon.core.jobs.enqueue(
    aTestRun([
      ['sh', '-c', 'exit 0'],
      ['sh', '-c', 'exit 3'],
    ]),
  )
  await settledJob(daemon, job.id)
  const page = await openConsole(daemon, { at: `/jobs/${job.id}`, width: 1600 })
  const timeline = page.getByRole('figure', { name: /^Timeline: 2 steps/ })
  await timeline.getByText(`sh -c 'exit 3'`).waitFor()
  await timeline.getByText(/, exit 3$/).waitFor()

  await eventRow(page, 'exit 3').filter({ hasText: 'Tool called' }).click()
  await record(page).getByText('"exit 3"').first().waitFor()
  await record(page).getByText('of this record').waitFor()
  await record(page).getByText('not verified up to here yet').waitFor()
  await record(page).getByRole('button', { name: 'Verify chain' }).click()
  await record(page).getByText('chain ✓ verified').waitFor()
  const seq = Number(new URL(page.url()).searchParams.get('event'))
  expect((await daemon.core.events.get({ seq }))?.event.kind).toBe('tool.called')
  await expectAccessible(page)

  await page.reload()
  await record(page).getByText('chain ✓ verified').waitFor()
  await page.getByLabel('Only problems (1)').check()
  await until('one event is left', async () => (await events(page).getByRole('row').count()) === 2)
  await page.getByLabel('Filter events').fill('nothing like this')
  await page.getByText('No event matches.').waitFor()
})

it('is read by keyboard alone: events, record, tabs, runs, back', async () => {
  const daemon = await aDaemon()
  const { id } = await settledScript(daemon, 'exit 0')
  const page = await openConsole(daemon, { at: `/jobs/${id}`, ...CLIPBOARD })
  await events(page).waitFor()
  await page.keyboard.press('j')
  await record(page).getByText('Job added').waitFor()
  await page.keyboard.press('j')
  await record(page).getByText('Run claimed by a worker').waitFor()
  await page.keyboard.press('y')
  await page.getByText(/^Record \d+ copied$/).waitFor()
  expect(JSON.parse(await copied(page))).toMatchObject({ kind: 'run.claimed', job_id: id })
  await page.keyboard.press('Escape')
  await record(page).waitFor({ state: 'detached' })
  await page.keyboard.press('/')
  await page.keyboard.type('ended')
  await page.keyboard.press('Escape')
  await until('one event is left', async () => (await events(page).getByRole('row').count()) === 2)

  await tab(page, 'Evidence').focus()
  for (const name of ['Log', 'Result', 'Request']) {
    await page.keyboard.press('ArrowRight')
    await tab(page, name).and(page.locator('[aria-selected=true]')).waitFor()
  }
  expect(page.url()).toContain('tab=request')
  await page.keyboard.press('Escape')
  await page.waitForURL((url) => url.pathname === '/jobs')
})

it('says that a run wrote nothing, and that a job has not run', async () => {
  const daemon = await aStillDaemon()
  const { job } = await daemon.core.jobs.enqueue(aTestRun([['true']]))
  const page = await openConsole(daemon, { at: `/jobs/${job.id}?tab=log` })
  await page.getByText('It has not run yet.').waitFor()
  await page.getByText('Waits: the kill switch is engaged. Release it to go on.').waitFor()
  await tab(page, 'Result').click()
  await page.getByText('It has not run yet.').waitFor()
  await tab(page, 'Evidence').click()
  await eventRow(page, 'Job added').waitFor()
  expect(await eventRow(page, 'Run claimed').count()).toBe(0)
  await expectAccessible(page)
})

it('shows what each command of a test run said, the first that failed open', async () => {
  const daemon = await aDaemon()
  const commands = [['sh', '-c', 'echo fine'], ['sh', '-c', 'echo broken >&2; exit 2'], ['no-such-program']]
  const { job } = await daemon.core.jobs.enqueue(aTestRun(commands))
  await settledJob(daemon, job.id)
  const page = await openConsole(daemon, { at: `/jobs/${job.id}?tab=result` })
  await page.getByText('1 of 3 ended with 0').waitFor()
  await page.getByRole('group', { name: 'stderr' }).getByText('broken').waitFor()
  expect(await page.getByText('fine', { exact: true }).isVisible()).toBe(false)
  await page.getByText('echo fine', { exact: true }).click()
  await page.getByText('fine', { exact: true }).waitFor()
  await page.getByText('not started').waitFor()
  await expectAccessible(page)
  await page.getByText('_report.json').click()
  await page
    .getByRole('group', { name: /^Text of / })
    .getByText('"commands_run": 3')
    .waitFor()
})

it('shows the rows of an index and a document as text, never as markup', async () => {
  const daemon = await aDaemon()
  const markup = '# Title\n\n<img src=x onerror=alert(1)> [link](http://example.test)\n\n- one\n- two\n'
  writeFileSync(join(daemon.workspace, 'a.md'), markup)
  await run('git', ['init', '--quiet'], { cwd: daemon.workspace })
  await run('git', ['add', '.'], { cwd: daemon.workspace })
  const { policy, budgets } = {
    policy: { allow_network: false, allow_subprocess: false, allowed_tools: [] },
    budgets: BUDGETS,
  }
  const index = await daemon.core.jobs.enqueue({
    type: 'repo_index_task',
    payload: { include_globs: ['**'], max_files: 10, max_file_bytes: 4096, keywords: ['Title', 'two'] },
    budgets,
    policy,
    workspace: 'demo',
  })
  const document = await daemon.core.jobs.enqueue({
    type: 'doc_compactor_task',
    payload: { inputs: ['a.md', 'gone.md'], max_input_bytes: 4096, max_output_bytes: 4096, title: 'Digest' },
    budgets,
    policy,
    workspace: 'demo',
  })
  for (const { job } of [index, document]) await settledJob(daemon, job.id)
  const page = await openConsole(daemon, { at: `/jobs/${index.job.id}?tab=result` })
  const rows = page.getByRole('grid', { name: 'Rows of the index' })
  expect(await rows.getByRole('row').filter({ hasText: 'a.md' }).textContent()).toMatch(/Title line 1.*two line 6/)
  await expectAccessible(page)

  await page.goto(new URL(`/jobs/${document.job.id}?tab=result`, page.url()).href)
  const article = page.getByRole('article', { name: 'Document' })
  await article.getByText('<img src=x onerror=alert(1)> [link](http://example.test)').waitFor()
  expect(await article.locator('img, a, script').count()).toBe(0)
  await page.getByText('refused').waitFor()
  await expectAccessible(page)
})

it('gives the request as JSON, as a command and as curl that each do what they say', async () => {
  const daemon = await aStillDaemon()
  const { job } = await daemon.core.jobs.enqueue(aTestRun([['sh', '-c', `echo "it's $HOME"`]], { priority: 3 }))
  const page = await openConsole(daemon, { at: `/jobs/${job.id}?tab=request`, ...CLIPBOARD })
  await page.getByRole('button', { name: 'Copy JSON' }).click()
  await page.getByText('JSON copied').waitFor()
  const spec = JSON.parse(await copied(page))
  expect(spec).toMatchObject({
    type: 'test_runner_task',
    priority: 3,
    payload: { commands: [['sh', '-c', `echo "it's $HOME"`]] },
  })

  const newest = async () =>
    (await daemon.core.jobs.get({ id: (await daemon.core.jobs.list({ limit: 1 })).items[0]!.id })).job
  await page.getByRole('button', { name: 'Copy curl' }).click()
  await page.getByText('curl copied').waitFor()
  await run('sh', ['-c', await copied(page)])
  expect(await newest()).toMatchObject({ priority: 3, payload: spec.payload })
  expect((await newest()).id).not.toBe(job.id)

  await page.getByRole('button', { name: 'Copy CLI command' }).click()
  await page.getByText('Command copied').waitFor()
  const before = (await newest()).id
  await run('sh', ['-c', await copied(page)])
  expect((await newest()).id).not.toBe(before)
  expect(await newest()).toMatchObject({ priority: 3, payload: spec.payload })
})

it('stops a running job after saying so, queues it again, and shows both runs', async () => {
  const daemon = await aDaemon()
  const id = await endless(daemon)
  const page = await openConsole(daemon, { at: `/jobs/${id}` })
  await page.getByText('Running', { exact: true }).first().waitFor()
  await page.getByRole('button', { name: 'Cancel…' }).click()
  const dialog = page.getByRole('dialog', { name: /^Cancel job/ })
  await dialog.getByText('It is running and stops at its next step. What it wrote so far is kept.').waitFor()
  await dialog.getByRole('button', { name: /^Cancel job/ }).click()
  await page.getByRole('button', { name: 'Retry' }).click()
  await page
    .getByRole('group', { name: 'Runs' })
    .getByRole('button', { name: /2.*Running/ })
    .waitFor()
  await page
    .getByRole('group', { name: 'Runs' })
    .getByRole('button', { name: /1.*Cancelled/ })
    .click()
  await page.waitForURL((url) => url.searchParams.get('run') === '1')
  await page.getByText('Run 1: ').waitFor()
  await page.reload()
  await page
    .getByRole('button', { name: /1.*Cancelled/ })
    .and(page.locator('[aria-pressed=true]'))
    .waitFor()
  expect((await daemon.core.jobs.get({ id })).runs).toHaveLength(2)
})

it('moves its meters and its evidence while the run goes on', async () => {
  const daemon = await aDaemon()
  const id = await endless(daemon)
  const page = await openConsole(daemon, { at: `/jobs/${id}` })
  const used = async () => Number(await page.getByRole('meter', { name: 'time' }).first().getAttribute('aria-valuenow'))
  await until('time is used', async () => (await used()) > 0)
  const first = await used()
  await until('more of it', async () => (await used()) > first)
  await eventRow(page, 'Tool called').waitFor()
  await daemon.core.jobs.cancel({ id })
  await eventRow(page, 'Run ended').waitFor()
  await page.getByText('Cancelled', { exact: true }).first().waitFor()
  expect((await daemon.core.jobs.get({ id })).job.state).toBe('cancelled')
})

it('is found by the end of its id, and its address becomes whole', async () => {
  const daemon = await aDaemon()
  const { id } = await settledScript(daemon, 'exit 0')
  const page = await openConsole(daemon, { at: `/jobs/${id.slice(-8)}?tab=result` })
  await page.waitForURL((url) => url.pathname === `/jobs/${id}`)
  await page.getByText('1 of 1 ended with 0').waitFor()
  expect(page.url()).toContain('tab=result')
})

it('says what is not there', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at: '/jobs/job-that-never-was' })
  await page.getByText('There is no job job-that-never-was.').waitFor()
  await expectAccessible(page)
  const { id } = await settledScript(daemon, 'exit 0')
  await page.goto(new URL(`/jobs/${id}?event=999999`, page.url()).href)
  await page.getByText('The ledger has no row 999,999.').waitFor()
})

it('is accessible in every look', async () => {
  const daemon = await aDaemon({ slots: 2 })
  const failed = await failing(daemon)
  await settledJob(daemon, failed)
  const running = await endless(daemon)
  const page = await openConsole(daemon, { at: `/jobs/${failed}` })
  await eventRow(page, 'Run ended').click()
  await record(page).getByText('of this record').waitFor()
  await expectFineInEveryLook(page, 'job-evidence')
  for (const name of ['Log', 'Result', 'Request']) {
    await tab(page, name).click()
    await page.getByRole('tabpanel', { name }).getByText(/\S/).first().waitFor()
    await expectFineInEveryLook(page, `job-${name.toLowerCase()}`)
  }
  await page.goto(new URL(`/jobs/${running}`, page.url()).href)
  await eventRow(page, 'Tool called').waitFor()
  await expectFineInEveryLook(page, 'job-running')
  expect(await page.locator('html').evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true)
})
