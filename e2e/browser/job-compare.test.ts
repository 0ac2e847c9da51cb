import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import {
  aDaemon,
  aScript,
  aTestRun,
  BUDGETS,
  expectAccessible,
  expectFineInEveryLook,
  openConsole,
  settledJob,
  type TestDaemon,
  until,
} from './harness/index.ts'

const tab = (page: Page, name: string) => page.getByRole('tab', { name })
const side = (page: Page, letter: 'A' | 'B') => page.getByRole('region', { name: `Side ${letter}` })

/** A job whose limit ended both of its runs; the second wrote something else. */
async function runTwice(daemon: TestDaemon): Promise<string> {
  const script = '[ -e again ] && echo second || echo first; touch again; head -c 100000 /dev/zero | tr "\\0" x'
  const { job } = await daemon.core.jobs.enqueue(aScript(script, { budgets: { ...BUDGETS, max_output_bytes: 1024 } }))
  await settledJob(daemon, job.id)
  await daemon.core.jobs.retry({ id: job.id })
  await until('it ran again', async () => (await daemon.core.jobs.get({ id: job.id })).runs.length === 2)
  await settledJob(daemon, job.id)
  return job.id
}

it('compares two runs of a job: figures, surroundings, timelines to one scale, logs side by side', async () => {
  const daemon = await aDaemon()
  const id = await runTwice(daemon)
  const page = await openConsole(daemon, { at: `/jobs/${id}`, width: 1600 })
  await page.getByRole('link', { name: /^Compare/ }).click()
  await page.waitForURL((url) => url.pathname === `/jobs/${id}/compare` && url.search === '?a=1&b=2')
  await side(page, 'A').getByText('Over budget', { exact: true }).waitFor()
  const row = (name: string) =>
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })
  await row('State').getByText('alike').waitFor()
  await row('Ran').waitFor()
  expect(await row('Output').getByRole('cell').first().textContent()).toMatch(/^1 KiB kept; .+ came$/)
  await expectAccessible(page)

  await tab(page, 'Timelines').click()
  await page.getByRole('region', { name: 'Timeline B' }).getByRole('figure').waitFor()
  const axis = (letter: string) =>
    page
      .getByRole('region', { name: `Timeline ${letter}` })
      .locator('figure .text-axis > span')
      .allTextContents()
  expect(await axis('A')).toEqual(await axis('B'))
  await expectAccessible(page)

  await tab(page, 'Log').click()
  const log = (letter: string) =>
    page.getByRole('region', { name: `Log ${letter}`, exact: true }).locator('.xterm-rows')
  await log('A').getByText('first', { exact: true }).waitFor()
  await log('B').getByText('second', { exact: true }).waitFor()
  await expectAccessible(page)
  await page.reload()
  await log('B').getByText('second', { exact: true }).waitFor()

  await side(page, 'B').getByLabel('Run B').selectOption('1')
  await page.waitForURL(/b=1/)
  await log('B').getByText('first', { exact: true }).waitFor()
})

it('compares two jobs of the same type: what was asked and what came out', async () => {
  const daemon = await aDaemon()
  const jobs = await Promise.all(
    [0, 3].map(async (code) => {
      const { job } = await daemon.core.jobs.enqueue(aTestRun([['sh', '-c', `exit ${code}`]], { priority: code }))
      return settledJob(daemon, job.id)
    }),
  )
  const [first, second] = jobs.map(({ id }) => id)
  const page = await openConsole(daemon, { at: `/jobs/${first}/compare` })
  await page.getByLabel('Job B').selectOption(second!)
  await page.waitForURL((url) => url.searchParams.get('with') === second)
  const asked = page.getByRole('table').nth(1)
  await asked.getByRole('row').filter({ hasText: 'payload.commands[0][2]' }).getByText('exit 3').waitFor()
  await asked.getByRole('row').filter({ hasText: 'priority' }).waitFor()
  await tab(page, 'Result').click()
  await page.getByText(/^exit 0, /).waitFor()
  await page.getByText(/^exit 3, /).waitFor()
  await expectAccessible(page)
})

it('is reached and left by keyboard', async () => {
  const daemon = await aDaemon()
  const id = await runTwice(daemon)
  const page = await openConsole(daemon, { at: `/jobs/${id}` })
  await page.getByRole('grid', { name: 'Events' }).waitFor()
  await page.keyboard.press('v')
  await page.waitForURL((url) => url.pathname.endsWith('/compare'))
  await side(page, 'A').waitFor()
  await page.keyboard.press('v')
  await page.waitForURL((url) => url.pathname === `/jobs/${id}` && url.search === '?run=1')
  expect(await page.getByRole('button', { name: /1.*Over budget/ }).getAttribute('aria-pressed')).toBe('true')
})

it('is accessible and fits in every look', async () => {
  const daemon = await aDaemon()
  const id = await runTwice(daemon)
  const page = await openConsole(daemon, { at: `/jobs/${id}/compare?a=1&b=2` })
  await page.getByRole('rowheader', { name: 'Ran' }).waitFor()
  await expectFineInEveryLook(page, 'job-compare')
  await tab(page, 'Log').click()
  const log = page.getByRole('group', { name: 'Log of run 2' }).locator('.xterm-rows')
  await log.getByText(/x{20}/).first().waitFor()
  await expectFineInEveryLook(page, 'job-compare-log')
  expect(await page.locator('html').evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true)
})
