import { rmSync } from 'node:fs'
import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { aDaliRepository, enqueueRow } from '../support/dali.ts'
import { aWorkedDay } from './harness/history.ts'
import {
  aDaemon,
  aDaemonProcess,
  aJob,
  aScript,
  BUDGETS,
  endless,
  expectAccessible,
  expectGone,
  expectShown,
  expectFineInEveryLook,
  NO_CONNECTION,
  openConsole,
  overOutput,
  picture,
  settledJob,
  settledScript,
  type TestDaemon,
  until,
} from './harness/index.ts'

const region = (page: Page, name: string) => page.getByRole('region', { name })
const chart = (page: Page, question: string) => page.getByRole('group', { name: question })

async function runningJob(daemon: TestDaemon): Promise<string> {
  const id = await endless(daemon)
  await until('it runs', async () => (await daemon.core.system.status()).counts.running === 1)
  return id
}

it('answers what is safe, what works, what needs me and what went wrong, in this order', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon)
  await region(page, 'Went wrong').waitFor()
  expect(await page.locator('main h2').allTextContents()).toEqual([
    'No jobs yet',
    'Safe',
    'Working',
    'Needs you',
    'Went wrong',
  ])
  await settledJob(daemon, (await daemon.core.jobs.enqueue(aJob())).job.id)
  await region(page, 'Latest jobs')
    .getByRole('link', { name: /Succeeded/ })
    .waitFor()
  await expectGone(page.getByRole('heading', { name: 'No jobs yet' }))
  // The guide is offered until it is done or waved away, also where work came without it.
  expect(await page.locator('main h2').allTextContents()).toEqual([
    'Your first run',
    'Safe',
    'Working',
    'Needs you',
    'Went wrong',
    'How work went',
    'Latest jobs',
  ])
})

it('shows a running job with its limits filling up, and how many wait for what', async () => {
  const daemon = await aDaemon()
  await runningJob(daemon)
  await daemon.core.jobs.enqueue(aJob())
  const page = await openConsole(daemon)
  const working = region(page, 'Working')
  await working.getByText('1 of 1 slot busy').waitFor()
  await working.getByText('Waits for a free slot: 1 of 1 busy.').waitFor()
  const output = working.getByRole('meter', { name: 'output' })
  const time = working.getByRole('meter', { name: 'time' })
  const valueOf = async (meter: typeof output) => Number(await meter.getAttribute('aria-valuenow'))
  const before = [await valueOf(output), await valueOf(time)]
  await until('both grow', async () => (await valueOf(output)) > before[0]! && (await valueOf(time)) > before[1]!)
  expect(await time.getAttribute('aria-valuetext')).toMatch(/^[\d.]+ of 120 s$/)
})

it('says when the running process stands still, holds its figures, and goes on with it', async () => {
  const daemon = await aDaemon()
  await runningJob(daemon)
  const page = await openConsole(daemon)
  const working = region(page, 'Working')
  const time = working.getByRole('meter', { name: 'time' })
  const shown = async () => Number(await time.getAttribute('aria-valuenow'))
  const first = await shown()
  await until('time goes on', async () => (await shown()) > first)
  expect(await working.getByText('Stands still').count()).toBe(0)

  const [worker] = await daemon.core.workers.list()
  const pid = worker?.pid ?? 0
  process.kill(pid, 'SIGSTOP')
  try {
    await working.getByText(/Stands still: its process has said nothing for \d/).waitFor()
    const held = await shown()
    await working.getByText(/nothing for [4-9] s/).waitFor()
    expect(await shown()).toBe(held)
    await expectAccessible(page)
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await expectGone(working.getByText('Stands still'))
  const again = await shown()
  await until('time goes on again', async () => (await shown()) > again)
})

it('counts failed tests beyond those it names, and leads to where they are', async () => {
  const daemon = await aDaemon()
  for (let exit = 1; exit <= 7; exit += 1) await settledScript(daemon, `exit ${exit}`)
  const page = await openConsole(daemon)
  const wrong = region(page, 'Went wrong')
  await expectShown(wrong.getByText('2 more like these are among'))
  expect(await wrong.getByRole('link', { name: 'All failed' }).count()).toBe(0)
  await wrong.getByRole('link', { name: 'all that succeeded in the last 24 hours' }).click()
  await page.waitForURL(/state=succeeded/)
  await expectShown(page.getByRole('row').filter({ hasText: 'exit 1' }))
})

it('names the latest failures with their reasons and leads to them', async () => {
  const daemon = await aDaemon()
  const id = await overOutput(daemon)
  await settledJob(daemon, id)
  const page = await openConsole(daemon)
  const wrong = region(page, 'Went wrong')
  await wrong
    .getByText(
      /Output limit reached: (1 KiB kept; .+ came before it stopped|the run was stopped at 1 KiB, which is kept)\./,
    )
    .waitFor()
  const [label, row] = [
    await wrong.getByRole('heading').boundingBox(),
    await wrong.getByText('Failed').first().boundingBox(),
  ]
  const middle = (box: typeof label) => (box?.y ?? 0) + (box?.height ?? 0) / 2
  expect(Math.abs(middle(label) - middle(row))).toBeLessThan(2)
  await wrong.getByRole('link').first().click()
  await page.waitForURL(`**/jobs/${id}`)
  await expectShown(page.getByRole('heading', { level: 1 }))
})

describe('what needs me', () => {
  it('is the release, where the kill switch stopped runs', async () => {
    const daemon = await aDaemon()
    await runningJob(daemon)
    const page = await openConsole(daemon)
    const needs = region(page, 'Needs you')
    await needs.getByText('Nothing waits for you.').waitFor()
    await daemon.core.killSwitch.engage({ hard: true })
    await needs.getByText('The kill switch stopped 1 run. The release asks what becomes of it.').waitFor()
    await page.keyboard.press('Enter')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await needs.getByRole('button', { name: 'Release…' }).click()
    await expectShown(page.getByRole('dialog', { name: 'Release the kill switch?' }))
  })

  it('is what an import brought in, all of it together', async () => {
    const daemon = await aDaemon({ slots: 0 })
    const { root } = aDaliRepository(enqueueRow('job-imported-1') + enqueueRow('job-imported-2'))
    const steps = await daemon.core.exchange.importDali({ path: root, workspace: 'demo', dry_run: false })
    for await (const step of steps) expect(step.step).not.toBe('unreadable')
    const page = await openConsole(daemon)
    const needs = region(page, 'Needs you')
    await needs.getByText('2 imported jobs wait for your decision. None of them runs by itself.').waitFor()
    await needs.getByRole('link', { name: /^(Open job|Review \d+ artifacts?|Decide)/ }).click()
    await page.waitForURL('**/jobs?state=held&reason=imported')
    await expectShown(page.getByRole('row').filter({ hasText: 'doc_compactor' }))
  })

  it('is the review of what was made, and opens it by its one primary action', async () => {
    const daemon = await aDaemon()
    await settledJob(daemon, (await daemon.core.jobs.enqueue(aScript('true'))).job.id)
    const page = await openConsole(daemon)
    const needs = region(page, 'Needs you')
    const { needs_review: n } = await daemon.core.system.status()
    expect(n).toBeGreaterThan(0)
    await needs.getByText(new RegExp(`^${n} artifacts? waits? for your review`)).waitFor()
    await needs.getByRole('link', { name: /^(Open job|Review \d+ artifacts?|Decide)/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/review')
  })
})

it('tells when the folder of a workspace is gone', async () => {
  const daemon = await aDaemon()
  const id = (await daemon.core.jobs.enqueue(aJob())).job.id
  await settledJob(daemon, id)
  rmSync(daemon.workspace, { recursive: true })
  await daemon.core.jobs.enqueue(aJob())
  const page = await openConsole(daemon)
  await region(page, 'Went wrong').getByRole('link').first().waitFor()
  expect(await region(page, 'Safe').textContent()).toContain('Released')
})

it('counts times by the core’s clock, however wrong the browser’s is', async () => {
  const daemon = await aDaemon({ slots: 0 })
  await daemon.core.jobs.enqueue(aJob())
  const page = await openConsole(daemon, { browserClockOffMs: 10 * 60_000 })
  const working = region(page, 'Working')
  await working.getByText('1 queued').waitFor()
  expect(await working.textContent()).toMatch(/oldest (now|\d+ s ago)/)
})

it('spells out what a title hides, so that it cannot turn itself round', async () => {
  const daemon = await aDaemon()
  const { job } = await daemon.core.jobs.enqueue(
    aScript('yes # \u202Egpj.exe', { budgets: { ...BUDGETS, max_output_bytes: 1024 } }),
  )
  await settledJob(daemon, job.id)
  const page = await openConsole(daemon)
  await region(page, 'Went wrong').getByText('⟨U+202E⟩').first().waitFor()
  expect(await page.locator('body').innerText()).not.toContain('\u202E')
})

describe('charts', () => {
  it('are read by the pointer, and a drag lists what it selects', async () => {
    const daemon = await aDaemon({ home: await aWorkedDay(), bare: true })
    const page = await openConsole(daemon, { height: 1400 })
    const work = chart(page, 'Is work getting done?')
    const box = (await work.boundingBox())!
    await page.mouse.move(box.x + box.width / 2, box.y + 20)
    await region(page, 'Is work getting done?')
      .getByText(/\d\d:\d\d–\d\d:\d\d/)
      .waitFor()
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.75, box.y + 30, { steps: 4 })
    await page.mouse.up()
    await page.waitForURL(/\/jobs\?since=.*&until=/)
    const search = new URL(page.url()).searchParams
    const hours = (Date.parse(search.get('until')!) - Date.parse(search.get('since')!)) / 3_600_000
    expect(hours).toBeGreaterThan(5)
    expect(hours).toBeLessThan(7)
  })

  it('are read by keys alone: values, selection, list, table', async () => {
    const daemon = await aDaemon()
    await settledJob(daemon, await overOutput(daemon))
    const page = await openConsole(daemon, { height: 1400, at: '/?since=1h' })
    const work = chart(page, 'Is work getting done?')
    await work.focus()
    await page.keyboard.press('End')
    const said = region(page, 'Is work getting done?').getByRole('status')
    await until('the values are said', async () => /not over yet: Succeeded \d+/.test((await said.textContent()) ?? ''))
    await page.keyboard.press('ArrowLeft')
    await until('those before', async () => !/not over yet/.test((await said.textContent()) ?? ''))

    await page.keyboard.press('v')
    const table = page.getByRole('table', { name: /Is work getting done\?/ })
    await table.waitFor()
    expect(await page.getByRole('table', { name: /Do jobs wait too long/ }).count()).toBe(0)
    expect(await table.getByRole('columnheader').allTextContents()).toEqual(['Time', 'Succeeded', 'Over limit'])
    await region(page, 'Is work getting done?').getByRole('button', { name: 'Show as a chart' }).press('Enter')

    await work.focus()
    await page.keyboard.press('End')
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowLeft')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/jobs\?since=.*&until=/)
    const search = new URL(page.url()).searchParams
    expect(Date.parse(search.get('until')!) - Date.parse(search.get('since')!)).toBe(4 * 60_000)
    await page.getByText('1 match').or(page.getByText(/^1 /)).first().waitFor()
  })

  it('keep the range in the address and for the next time', async () => {
    const daemon = await aDaemon()
    await settledJob(daemon, (await daemon.core.jobs.enqueue(aJob())).job.id)
    const page = await openConsole(daemon)
    await page.getByText('runs ended per 15 min').waitFor()
    await page.getByRole('button', { name: '7 days' }).click()
    await page.waitForURL('**/?since=7d')
    await page.getByText('runs ended per 2 h').waitFor()
    await page.goto(new URL('/', page.url()).href)
    await page.getByText('runs ended per 2 h').waitFor()
    await page.goto(new URL('/?since=1h', page.url()).href)
    await expectShown(page.getByText('runs ended per minute'))
    await page.goto(new URL('/?since=soon', page.url()).href)
    await expectShown(page.getByText('The address names a range that cannot be read. These are the last 7 days.'))
    expect((await daemon.core.desk.get()).ranges.value).toEqual({ overview: '7d' })
  })

  it('follow the work, and name what breaks with a way to it', async () => {
    const daemon = await aDaemon()
    await settledJob(daemon, (await daemon.core.jobs.enqueue(aJob())).job.id)
    const page = await openConsole(daemon)
    await page.getByText('1 run ended, 1 succeeded.').first().waitFor()
    const breaks = region(page, 'What breaks?')
    await breaks.getByText('No run failed.').waitFor()
    await settledJob(daemon, await overOutput(daemon))
    await page.getByText('2 runs ended, 1 succeeded.').first().waitFor()
    await breaks.getByRole('link', { name: 'Output limit reached 1' }).click()
    await page.waitForURL(/\/jobs\?reason=max_output_bytes&/)
    expect(new URL(page.url()).searchParams.get('reason')).toBe('max_output_bytes')
  })

  it('work in forced colours and in a small window', async () => {
    const daemon = await aDaemon()
    await settledJob(daemon, await overOutput(daemon))
    const page = await openConsole(daemon, { width: 450, height: 900, forcedColors: true })
    await chart(page, 'Is work getting done?').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await expectAccessible(page)
    await picture(page, 'overview-forced-colours-450')
  })
})

it('is accessible and drawn: first start, busy, engaged, stale', async () => {
  const daemon = await aDaemonProcess()
  const page = await openConsole(daemon, { tolerates: NO_CONNECTION })
  await page.getByRole('link', { name: 'Begin' }).waitFor()
  await expectFineInEveryLook(page, 'overview-first')

  await settledJob(daemon, await overOutput(daemon))
  await endless(daemon)
  await page.getByRole('meter').first().waitFor()
  await page.getByText('Output limit reached').first().waitFor()
  await chart(page, 'Is work getting done?').waitFor()
  await expectFineInEveryLook(page, 'overview-busy')

  await daemon.core.killSwitch.engage({ hard: true })
  await page.getByText('HARD STOP', { exact: true }).waitFor()
  await expectFineInEveryLook(page, 'overview-hard-stop')

  daemon.freeze()
  await page.getByText('State unknown', { exact: true }).waitFor()
  await expectFineInEveryLook(page, 'overview-stale')
  daemon.thaw()
  await page.getByText('HARD STOP', { exact: true }).waitFor()
})

it('shows a day of work, as charts and as tables, in every look', async () => {
  const daemon = await aDaemon({ home: await aWorkedDay(), bare: true, slots: 2 })
  const page = await openConsole(daemon)
  await chart(page, 'Is work getting done?').waitFor()
  await expectFineInEveryLook(page, 'overview-day')
  await page.keyboard.press('v')
  await page.getByRole('table', { name: /Do I need more slots/ }).waitFor()
  await expectFineInEveryLook(page, 'overview-tables')
})
