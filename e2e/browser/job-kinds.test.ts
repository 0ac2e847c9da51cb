import type { Locator, Page } from 'playwright'
import { expect, it } from 'vitest'
import { aDaemon, expectFineInEveryLook, openConsole, settledJob, type TestDaemon, until } from './harness/index.ts'

const addJob = (page: Page) => page.getByRole('button', { name: 'Add job' })
const step = (page: Page, number: number): Locator => page.getByRole('listitem', { name: `Step ${number}` })

async function newestJob({ core }: TestDaemon, type: string) {
  const { items } = await until(`a ${type} is there`, async () => {
    const page = await core.jobs.list({ limit: 10 })
    return page.items.some((job) => job.type === type) && page
  })
  const found = items.find((job) => job.type === type)
  if (found === undefined) throw new Error('unreachable')
  await settledJob({ core } as TestDaemon, found.id)
  return (await core.jobs.get({ id: found.id })).job
}

it('adds steps with their variables and a watchdog, and shows what came of them', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at: '/jobs/new?type=shell_task' })
  await step(page, 1).getByLabel('Command', { exact: true }).fill('seq 1 30000')
  await page.getByRole('button', { name: 'Add step' }).click()
  await step(page, 2).getByLabel('Command', { exact: true }).fill(`sh -c 'echo "$EDITION"; exit 7'`)
  await step(page, 2).getByLabel('Time').fill('0')
  await page.getByRole('button', { name: 'Add variable' }).click()
  await page.getByLabel('Name 1').fill('LD_PRELOAD')
  await page.getByLabel('Value of LD_PRELOAD').fill('./x.so')
  const toChange = page.getByRole('region', { name: 'To change first' })
  await toChange.getByText('Step 2: Time must be 1 to 7,200 s; you gave 0.').waitFor()
  await toChange.getByText(/^Variables must not be set here/).click()
  expect(await page.getByLabel('Name 1').evaluate((input) => input === document.activeElement)).toBe(true)
  await page.getByLabel('Name 1').fill('EDITION')
  await page.getByLabel('Value of EDITION').fill('nightly')
  await step(page, 2).getByLabel('Time').fill('20')
  await step(page, 1).getByLabel('Good exit codes').fill('0, 3')
  await page.getByText('Start 2 commands, one after the other until one fails.').waitFor()
  await expectFineInEveryLook(page, 'new-job-shell')
  await addJob(page).click()

  const job = await newestJob(daemon, 'shell_task')
  expect(job).toMatchObject({
    state: 'failed',
    outcome: { code: 'step_failed' },
    payload: {
      steps: [
        { argv: ['seq', '1', '30000'], ok_exit_codes: [0, 3] },
        { argv: ['sh', '-c', 'echo "$EDITION"; exit 7'], timeout_sec: 20 },
      ],
      env: { EDITION: 'nightly' },
    },
  })
  await page.getByRole('tab', { name: 'Result' }).click()
  await page.getByText('1 of 2 ended well').waitFor()
  await page.getByText('exit 7', { exact: true }).waitFor()
  await page.getByRole('group', { name: 'stdout' }).getByText('nightly').waitFor()
  await page.locator('summary').filter({ hasText: 'seq' }).click()
  await page.getByText('beginning and end; the log has all of it').waitFor()
  await page.getByText(`${job.id}_step1_stdout.txt`).first().waitFor()
  await expectFineInEveryLook(page, 'job-shell-result')

  await page.goto(new URL('/jobs/new?type=watchdog_task', page.url()).href)
  await page.getByLabel('Watched', { exact: true }).fill('import')
  await page.getByLabel('Check', { exact: true }).fill(`sh -c 'echo "{\\"status\\":\\"done\\",\\"rows\\":3}"'`)
  await page.getByText('Alert you when import is stuck, at the latest 1 h after its start').waitFor()
  await expectFineInEveryLook(page, 'new-job-watchdog')
  await addJob(page).click()
  const watch = await newestJob(daemon, 'watchdog_task')
  expect(watch.state).toBe('succeeded')
  await page.getByRole('tab', { name: 'Result' }).click()
  await page.getByText('import is finished: done.').waitFor()
  await page.getByRole('group', { name: 'Answer of the check' }).getByText('"rows": 3').waitFor()
  await expectFineInEveryLook(page, 'job-watchdog-result')
})
