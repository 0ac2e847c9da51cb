import { describe, expect, it } from 'vitest'
import {
  aDaemon,
  aJob,
  expectAccessible,
  expectGone,
  expectShown,
  expectFineInEveryLook,
  openConsole,
  overOutput,
  picture,
  settledJob,
  type TestDaemon,
  until,
} from './harness/index.ts'

/** Something of several kinds happened. */
async function busyDay(daemon: TestDaemon): Promise<string> {
  const failed = await overOutput(daemon)
  await settledJob(daemon, failed)
  await daemon.core.killSwitch.engage({})
  await daemon.core.killSwitch.release({})
  return failed
}

describe('the inbox', () => {
  it('counts in the top bar what happened, tells it grouped, and leads to each', async () => {
    const daemon = await aDaemon()
    const failed = await busyDay(daemon)
    const page = await openConsole(daemon)
    await page.getByRole('link', { name: 'Inbox 3 new' }).click()
    await page.getByRole('heading', { name: '3 new' }).waitFor()
    await page.getByRole('link', { name: 'Kill switch released from the command line' }).waitFor()
    await expectAccessible(page)
    await page.getByText('Test run: Output limit reached').waitFor()
    await page
      .getByRole('list', { name: 'New' })
      .getByRole('link', { name: /^sh -c 'head/ })
      .click()
    await until('the job is open', () => new URL(page.url()).pathname === `/jobs/${failed}`)
    // Opening it was reading it.
    await page.getByRole('link', { name: 'Inbox 2 new' }).waitFor()
  })

  it('is read as a whole, in every window, and that can be undone', async () => {
    const daemon = await aDaemon()
    await busyDay(daemon)
    const [page, other] = [await openConsole(daemon, { at: '/inbox' }), await openConsole(daemon)]
    await other.getByRole('link', { name: 'Inbox 3 new' }).waitFor()
    await page.getByRole('button', { name: 'Mark all read' }).click()
    await page.getByRole('heading', { name: 'Nothing new' }).waitFor()
    await other.getByRole('link', { name: 'Inbox', exact: true }).waitFor()
    await page.getByRole('list', { name: 'Earlier' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expectShown(page.getByRole('heading', { name: '3 new' }))
    await expectShown(other.getByRole('link', { name: 'Inbox 3 new' }))
  })

  it('is walked, opened and read by keyboard only', async () => {
    const daemon = await aDaemon()
    await busyDay(daemon)
    const page = await openConsole(daemon)
    await page.keyboard.press('g')
    await page.keyboard.press('n')
    await page.getByRole('heading', { name: '3 new' }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await until('it is open', () => new URL(page.url()).pathname === '/ledger')
    await page.goBack()
    await page.getByRole('heading', { name: '2 new' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('inbox read')
    await page.keyboard.press('Enter')
    await expectShown(page.getByRole('heading', { name: 'Nothing new' }))
  })

  it('tells alike failures in one row, reads them one by one, and retries them in one go', async () => {
    const daemon = await aDaemon()
    const failed = [await overOutput(daemon), await overOutput(daemon)]
    for (const id of failed) await settledJob(daemon, id)
    const page = await openConsole(daemon, { at: '/inbox' })
    await page.getByRole('heading', { name: '3 new' }).waitFor()
    const group = page.getByRole('button', { name: /^sh -c 'head.* 2$/ })
    await page.getByText('Test run: Output limit reached, 2 jobs in demo').waitFor()
    expect(await group.getAttribute('aria-expanded')).toBe('false')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    const alike = page.getByRole('list', { name: '2 alike' })
    await expect.poll(() => alike.getByRole('link').count()).toBe(2)
    await expectAccessible(page)
    await picture(page, 'inbox-alike')
    await alike.getByRole('button', { name: 'Mark read' }).first().click()
    // What was read is among what came earlier; the other is alone now.
    await page.getByRole('heading', { name: '2 new' }).waitFor()
    await expectGone(page.getByRole('button', { name: /^sh -c 'head.* 2$/ }))
    await page.getByRole('button', { name: 'Mark all read' }).click()
    await page.getByRole('list', { name: 'Earlier' }).getByRole('button', { name: 'Retry 2…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Retry 2 jobs' }).click()
    await until('both ran again', async () => {
      const runs = await Promise.all(failed.map(async (id) => (await daemon.core.jobs.get({ id })).runs.length))
      return runs.every((count) => count === 2)
    })
  })

  it('comes up while one looks, without moving what was read', async () => {
    const daemon = await aDaemon({ slots: 0 })
    const page = await openConsole(daemon, { at: '/inbox' })
    await page.getByText('Nothing has happened that you would have to know of.').waitFor()
    await daemon.core.jobs.enqueue(aJob())
    await daemon.core.workspaces.remove({ name: 'demo', force: true })
    await page.getByText('Its workspace was removed.').waitFor()
    await expectGone(page.getByText('Nothing has happened'))
  })
})

it('is accessible and drawn: full, read, all clear', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at: '/inbox' })
  await page.getByText('Nothing has happened').waitFor()
  await expectFineInEveryLook(page, 'inbox-clear')
  await busyDay(daemon)
  await page.getByRole('heading', { name: '3 new' }).waitFor()
  await expectFineInEveryLook(page, 'inbox-full')
  await page.getByRole('button', { name: 'Mark all read' }).click()
  await page.getByRole('heading', { name: 'Nothing new' }).waitFor()
  await expectFineInEveryLook(page, 'inbox-read')
  expect(await page.title()).toBe('Inbox · Interlock')
})
