import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { aDaemon, endless, expectFineInEveryLook, jobRow, openConsole, settledScript, until } from './harness/index.ts'

const logs = (page: Page) => page.getByRole('region', { name: /^Log of job / })
const shown = async (page: Page, at: number) => (await logs(page).nth(at).locator('.xterm-rows').textContent()) ?? ''

it('shows the logs of the jobs that were selected side by side, live, each with its own search', async () => {
  const daemon = await aDaemon({ slots: 2 })
  const { id: done } = await settledScript(daemon, 'echo it was done; echo nothing else')
  const running = await endless(daemon)
  const page = await openConsole(daemon, { at: '/jobs', width: 1600 })
  for (const name of ['it was done', 'while true']) await jobRow(page, name).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Logs', exact: true }).click()
  await page.waitForURL((url) => url.pathname === '/logs')
  const asked = new URL(page.url()).searchParams.get('jobs')?.split(',')
  expect(asked?.toSorted()).toEqual([done, running].toSorted())

  const [ended, live] = asked?.[0] === done ? [0, 1] : [1, 0]
  await until('the ended one is there', async () => /it was done.*nothing else/.test(await shown(page, ended)))
  const before = await shown(page, live)
  await until('the running one goes on', async () => (await shown(page, live)) !== before)

  await logs(page).nth(ended).getByRole('textbox', { name: 'Find in the log' }).fill('nothing')
  await logs(page).nth(ended).getByText('1 of 2').waitFor()
  expect(await logs(page).nth(live).getByText('1 of 2').count()).toBe(0)

  await logs(page)
    .nth(ended)
    .getByRole('button', { name: /^Take the log/ })
    .click()
  await page.waitForURL((url) => url.searchParams.get('jobs') === running)
  await expect.poll(() => logs(page).count()).toBe(1)
  await page.reload()
  await until('it is there again', async () => (await shown(page, 0)).length > 20)
})

it('says what to do while no log is chosen, takes four, and fits in every look', async () => {
  const daemon = await aDaemon()
  const ids: string[] = []
  for (const word of ['first', 'second', 'third', 'fourth'])
    ids.push((await settledScript(daemon, `for i in 1 2 3; do echo ${word} $i; done`)).id)
  const page = await openConsole(daemon, { at: '/logs' })
  await page.getByText('No log is chosen.').waitFor()
  for (const [at, id] of ids.entries()) {
    await page.getByLabel('Add the log of a job').selectOption(id)
    await logs(page).nth(at).waitFor()
  }
  await page.getByText('4 logs fit here at once.').waitFor()
  await page.getByRole('checkbox', { name: 'Scroll all to the same time' }).check()
  await until('all are shown', async () => /fourth 3/.test(await shown(page, 3)))
  await expectFineInEveryLook(page, 'logs')
})
