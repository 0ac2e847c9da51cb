import { expect, it } from 'vitest'
import { aDaemon, aTestRun, expectFineInEveryLook, openConsole, until } from './harness/index.ts'

it('shows presets and rules, and writes, tries, turns off and removes a rule by keyboard', async () => {
  const daemon = await aDaemon()
  await daemon.core.jobs.enqueue(aTestRun([['git', 'status']]))
  await until('the worker has tried its sandbox', async () =>
    (await daemon.core.workers.list()).every(({ sandbox_findings }) => sandbox_findings !== null),
  )
  const page = await openConsole(daemon)
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await page.getByRole('heading', { name: 'Policies', level: 1 }).waitFor()
  await page.getByText('No rules yet.').waitFor()

  await page.getByRole('button', { name: 'full, ask me' }).press('Enter')
  await page
    .getByText('Reach any host.', { exact: false })
    .or(page.getByText(/network/i))
    .first()
    .waitFor()
  expect(new URL(page.url()).searchParams.get('preset')).toBe('full_ask_me')

  await page.getByRole('button', { name: 'Add rule' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Add approval rule' })
  await dialog.getByRole('button', { name: 'Add rule' }).press('Enter')
  await dialog.getByText('Fill this in.').waitFor()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Git')
  await dialog.getByRole('checkbox', { name: 'Test run' }).press('Space')
  await dialog.getByLabel('Which command').selectOption('prefix')
  await dialog.getByRole('textbox', { name: 'Command' }).fill('git status')
  await dialog.getByText('Of the last 1 job it would have asked about 1.').waitFor()
  await expectFineInEveryLook(page, 'policies-rule')
  await dialog.getByRole('textbox', { name: 'Name' }).press('Enter')
  await dialog.waitFor({ state: 'detached' })

  const rule = page.locator('[data-rule]')
  await rule.getByText('Every job of type Test run, with commands that begin with git status.').waitFor()
  await expectFineInEveryLook(page, 'policies')
  const { job } = await daemon.core.jobs.enqueue(aTestRun([['git', 'status', '--short']]))
  expect(job.state).toBe('awaiting_approval')

  await rule.getByRole('button', { name: 'Turn off' }).press('Enter')
  await rule.getByText('off', { exact: true }).waitFor()
  expect(await daemon.core.approvalRules.list()).toMatchObject([{ revision: 2, spec: { enabled: false } }])
  await rule.getByRole('button', { name: 'Remove…' }).press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).press('Enter')
  await page.getByText('No rules yet.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await rule.getByText('begin with git status', { exact: false }).waitFor()
})
