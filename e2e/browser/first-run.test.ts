import { mkdirSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { aDaemon, expectAccessible, expectFineInEveryLook, openConsole, settledJob, until } from './harness/index.ts'

const step = (page: Page, title: string) => page.getByRole('heading', { level: 2, name: title })
const done = async (daemon: Awaited<ReturnType<typeof aDaemon>>) => (await daemon.core.desk.get()).first_run.value

/** The arguments of its commands as the page numbers them; nothing for a job without commands. */
function argvShown({ commands }: Record<string, unknown>): string {
  const [first] = Array.isArray(commands) ? commands : []
  return Array.isArray(first) ? first.map((part, at) => `${at + 1}${String(part)}`).join('') : ''
}

it('leads by mouse from nothing to verified evidence, and is over then', async () => {
  const daemon = await aDaemon({ bare: true, slots: 2 })
  const page = await openConsole(daemon)
  await page.getByRole('link', { name: 'Begin' }).click()
  await step(page, 'Choose a workspace').waitFor()
  await page.getByRole('button', { name: 'Use the demo workspace' }).click()

  await step(page, 'See what will run').waitFor()
  expect((await daemon.core.jobs.list({})).items).toHaveLength(0)
  const shown = (await page.getByRole('main').textContent()) ?? ''
  await page.getByRole('button', { name: 'Go on: run them' }).click()
  await page.getByRole('button', { name: 'Run the demo' }).click()
  const jobs = await until('three jobs are added', async () => {
    const { items } = await daemon.core.jobs.list({})
    return items.length === 3 && items
  })
  // What was shown beforehand is what runs.
  for (const { id } of jobs) {
    const { job } = await daemon.core.jobs.get({ id })
    expect(shown).toContain(`${job.budgets.max_tool_calls} tool calls`)
    expect(shown).toContain(argvShown(job.payload))
    expect(job.policy.allow_network).toBe(false)
  }
  for (const { id } of jobs) await settledJob(daemon, id)

  await page.getByRole('button', { name: 'Go on: read the evidence' }).click()
  await step(page, 'Read the evidence').waitFor()
  await until('four rows have a note, below the head', async () => {
    return (await page.getByRole('row').filter({ hasText: 'Note' }).count()) === 5
  })
  for (const title of ['What was asked', 'Who did it, held by what', 'Written down before it happened', 'How it ended'])
    await page.getByRole('heading', { name: title }).waitFor()
  await page.getByRole('button', { name: 'Verify chain' }).click()
  await page.getByText(/\d+ rows are intact/).waitFor()
  await page.getByRole('button', { name: 'Done: to the Overview' }).click()
  await page.getByRole('region', { name: 'Safe' }).waitFor()
  expect(await page.getByText('Your first run').count()).toBe(0)
  expect((await done(daemon)).done).toEqual(['workspace', 'dry-run', 'run', 'evidence'])
})

it('goes by keyboard alone, is left by Esc at each step, and comes back from the Overview', async () => {
  const daemon = await aDaemon({ bare: true, slots: 2 })
  const page = await openConsole(daemon)
  const press = async (role: 'link' | 'button', name: string | RegExp) => {
    const target = page.getByRole(role, { name })
    await target.waitFor()
    for (let tabs = 0; !(await target.evaluate((element) => element === document.activeElement)); tabs += 1) {
      expect(tabs, `Tab reaches ${String(name)}`).toBeLessThan(40)
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
  }
  const leave = async (title: string) => {
    await step(page, title).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('region', { name: 'Needs you' }).waitFor()
  }
  await press('link', 'Begin')
  await leave('Choose a workspace')
  await press('link', 'Begin')
  await press('button', 'Use the demo workspace')
  await leave('See what will run')
  await press('link', 'Go on: see what will run')
  await press('button', 'Go on: run them')
  await leave('Run it')
  await press('link', 'Go on: run it')
  await press('button', 'Run the demo')
  await press('button', 'Go on: read the evidence')
  await leave('Read the evidence')
  await press('link', 'Go on: read the evidence')
  await press('button', 'Verify chain')
  await page.getByText(/\d+ rows are intact/).waitFor()
  await press('button', 'Done: to the Overview')
  await page.getByRole('region', { name: 'Needs you' }).waitFor()
  expect(await page.getByText('Your first run').count()).toBe(0)
})

it('takes a folder of one’s own, says of a wrong one what is wrong, and runs what only reads', async () => {
  const daemon = await aDaemon({ bare: true })
  const mine = join(daemon.workspace, 'mine')
  const page = await openConsole(daemon, { at: '/first-run' })
  await page.getByText('Or a folder of yours').click()
  await page.getByLabel('Folder', { exact: true }).fill(mine)
  await page.getByRole('button', { name: 'Add workspace' }).click()
  const alert = page.getByRole('alert').filter({ hasText: 'workspace_invalid' })
  await alert.getByText('No folder was added.').waitFor()
  await expectAccessible(page)

  mkdirSync(mine)
  writeFileSync(join(mine, 'notes.md'), 'TODO: write this\n')
  execFileSync('git', ['init', '--quiet'], { cwd: mine })
  execFileSync('git', ['add', '.'], { cwd: mine })
  await page.getByLabel('Folder', { exact: true }).press('Enter')
  await page.getByRole('button', { name: 'Use mine' }).click()
  await page.getByText(mine).waitFor()
  await page.getByRole('button', { name: 'Go on: run it' }).click()
  await page.getByRole('button', { name: 'Run it in mine' }).click()
  await page.getByRole('button', { name: 'Go on: read the evidence' }).waitFor()
  const { items } = await daemon.core.jobs.list({})
  expect(items.map(({ workspace, state }) => [workspace, state])).toEqual([['mine', 'succeeded']])
})

it('is waved away for good, and stays within reach by its address', async () => {
  const daemon = await aDaemon({ bare: true })
  const page = await openConsole(daemon)
  await page.getByRole('button', { name: 'Not now' }).click()
  await page.getByText('No jobs yet').waitFor({ state: 'detached' })
  await until('the core knows', async () => (await done(daemon)).dismissed)
  await page.reload()
  await page.getByRole('region', { name: 'Safe' }).waitFor()
  expect(await page.getByText('No jobs yet').count()).toBe(0)
  await page.goto(new URL('/first-run', page.url()).href)
  await step(page, 'Choose a workspace').waitFor()
})

it('is accessible and drawn in each of its steps, in every look', async () => {
  const daemon = await aDaemon({ bare: true, slots: 2 })
  const page = await openConsole(daemon, { at: '/first-run' })
  await page.getByRole('button', { name: 'Use the demo workspace' }).waitFor()
  await expectFineInEveryLook(page, 'first-run-1-workspace')
  await page.getByRole('button', { name: 'Use the demo workspace' }).click()
  await page.getByText('It may not').first().waitFor()
  await expectFineInEveryLook(page, 'first-run-2-dry-run')
  await page.getByRole('button', { name: 'Go on: run them' }).click()
  await page.getByRole('button', { name: 'Run the demo' }).click()
  await page.getByRole('button', { name: 'Go on: read the evidence' }).waitFor()
  await expectFineInEveryLook(page, 'first-run-3-run')
  await page.getByRole('button', { name: 'Go on: read the evidence' }).click()
  await page.getByText('How it ended').waitFor()
  await expectFineInEveryLook(page, 'first-run-4-evidence')
  await page.keyboard.press('Escape')
  await page.getByText('Your first run').waitFor()
  await expectFineInEveryLook(page, 'first-run-5-back')
})
