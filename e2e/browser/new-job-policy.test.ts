import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { SECRET } from '../support/secrets.ts'
import { aDaemon, expectFineInEveryLook, expectGone, openConsole, type TestDaemon, until } from './harness/index.ts'

const preset = (page: Page, name: string) => page.getByRole('radio', { name, exact: true })
const addJob = (page: Page) => page.getByRole('button', { name: 'Add job' })
const at = '/jobs/new?type=test_runner'

async function newestJob({ core }: TestDaemon) {
  const [job] = (await core.jobs.list({ limit: 1 })).items
  return (await core.jobs.get({ id: job!.id })).job
}

it('takes a preset by name, says what differs from it, and what the job would be allowed to do', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at })
  expect(await preset(page, 'run tests').isChecked()).toBe(true)
  await page.getByText('The system keeps its commands to this').waitFor()
  await page.getByText(`Read ${daemon.workspace}`).waitFor()

  await preset(page, 'build').check()
  await page.getByText('.git without hooks and configuration').waitFor()
  await expectFineInEveryLook(page, 'new-job-build')
  await page.getByLabel('Write in .git').uncheck()
  await page.getByText('Commands may not write in .git.').waitFor()
  await page.getByLabel('Named hosts').fill('example.org')
  await page.getByText('Commands may reach example.org.').waitFor()
  await page.getByRole('alert').getByText('reaching named hosts is switched off here').waitFor()
  await expectFineInEveryLook(page, 'new-job-differs')
  await page.getByRole('button', { name: 'Take the hosts out' }).click()
  await expectGone(page.getByText('Commands may reach example.org.'))
  await addJob(page).click()
  await page.getByRole('tab', { name: 'Evidence' }).waitFor()
  expect(await newestJob(daemon)).toMatchObject({
    preset: 'build',
    policy: { write_git: false, unix_sockets: true },
    budgets: { max_processes: 4096 },
  })
})

it('says that a job with the network will wait for your approval, and adds it so', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at })
  await preset(page, 'full, ask me').check()
  await page.getByText('It will wait for your approval: it asks for all of the network.').waitFor()
  await expectFineInEveryLook(page, 'new-job-network')
  await addJob(page).click()
  await page.getByText('Waits for your approval.').first().waitFor()
  expect(await newestJob(daemon)).toMatchObject({ state: 'awaiting_approval', policy: { allow_network: true } })
})

it('asks why less sandbox is enough, by keyboard alone', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at })
  await page.getByLabel('Sandbox at least', { exact: true }).focus()
  await page.keyboard.type('os-partial')
  await page.getByText('Runs from os-partial on, where the preset needs os-enforced.').waitFor()
  await page.keyboard.press('Control+Enter')
  await page.getByLabel('Why less sandbox').and(page.locator(':focus')).waitFor()
  await page.keyboard.type('only reads its own files')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('tab', { name: 'Evidence' }).waitFor()
  expect(await newestJob(daemon)).toMatchObject({ policy: { min_sandbox: 'os-partial' } })
  const { items } = await daemon.core.events.page({ filter: { kind: ['job.sandbox_lowered'] }, limit: 10 })
  expect(items).toMatchObject([{ actor: 'operator', payload: { to: 'os-partial', usual: 'os-enforced' } }])
})

it('grants kept secrets by name, and says what is missing of one that is not kept', async () => {
  const daemon = await aDaemon()
  await daemon.core.secrets.unlock({ passphrase: 'a passphrase of the test' })
  for (const name of ['API_TOKEN', 'DEPLOY_KEY']) await daemon.core.secrets.set({ name, value: SECRET })
  const page = await openConsole(daemon, { at })
  await page.getByRole('checkbox', { name: 'API_TOKEN' }).check()
  await page.getByText('Commands are given the secrets API_TOKEN.').waitFor()
  await page.getByText('Find the secret API_TOKEN in the environment').first().waitFor()
  await expectFineInEveryLook(page, 'new-job-secrets')
  await daemon.core.secrets.remove({ name: 'API_TOKEN' })
  await page.getByText('not kept', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'Keep it in Settings' }).waitFor()
  await page.getByRole('checkbox', { name: 'API_TOKEN' }).click()
  await expectGone(page.getByText('not kept', { exact: true }))
  await page.getByRole('checkbox', { name: 'DEPLOY_KEY' }).check()
  await until('the dry run names it', async () => (await page.getByText('the secret DEPLOY_KEY').count()) > 0)
  await addJob(page).click()
  await page.getByRole('tab', { name: 'Evidence' }).waitFor()
  expect(await newestJob(daemon)).toMatchObject({ policy: { secrets: ['DEPLOY_KEY'] } })
})
