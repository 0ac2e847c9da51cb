import type { Page } from 'playwright'
import { aTestRun, type TestDaemon, until } from '../harness/index.ts'
import { type Cases, first, onRow, type Press, rowCases, type Scene, visit } from './scene.ts'

const WAITING = 3

/** What waits for a decision; as many as the scene needs are asked for again whenever it begins. */
export function approvalsScenes(page: Page, { core }: TestDaemon): Scene[] {
  const pending = async () => (await core.approvals.list({ filter: { state: ['pending'] } })).items
  const request = page.getByRole('region', { name: 'What is asked' })
  const decide = page.getByRole('group', { name: 'Decide' })
  const dialog = (name: string) => page.getByRole('dialog', { name })

  async function open(): Promise<void> {
    await page.keyboard.press('Escape')
    if ((await core.approvalRules.list()).length === 0)
      await core.approvalRules.set({ spec: { name: 'Commands', match: { types: ['test_runner_task'] } } })
    for (let waiting = (await pending()).length; waiting < WAITING; waiting += 1)
      await core.jobs.enqueue(aTestRun([['echo', `request ${waiting}`]]))
    await visit(page, '/approvals')
    await page.getByRole('row').nth(WAITING).waitFor()
    // Rows of what was decided stay until they are tidied up.
    await until('only what waits is listed', async () => {
      await page.keyboard.press('u')
      return (await page.getByText(/^\d+ decided$/).count()) === 0
    })
    await page.keyboard.press('Home')
    await onRow(page, first)
    await decide.locator('button:not([aria-disabled])').filter({ hasText: 'Approve once' }).waitFor()
  }

  const settles = (state: 'approved' | 'rejected') => async (press: Press) => {
    const [before] = await pending()
    await press()
    await until(
      `it is ${state}`,
      async () => (await core.approvals.get({ id: before?.id ?? '' })).approval.state === state,
    )
  }
  const opens = (name: string) => async (press: Press) => {
    await press()
    await dialog(name).waitFor()
    await page.keyboard.press('Escape')
    await dialog(name).waitFor({ state: 'detached' })
  }
  const extend = (from: 'Home' | 'End') => async (press: Press) => {
    await page.keyboard.press(from)
    await onRow(page, from === 'Home' ? first : (last) => last)
    await press()
    await page.getByText('2 selected').first().waitFor()
    await page.keyboard.press('Escape')
  }
  const cases: Cases = {
    ...rowCases(page),
    'Approve once, after it was read to its end': settles('approved'),
    Reject: settles('rejected'),
    'Edit and approve': opens('Edit and approve'),
    'Answer with a note': opens('Answer with a note'),
    Later: async (press) => {
      const before = await request.textContent()
      await press()
      await until('the next one is open', async () => (await request.textContent()) !== before)
    },
    Select: async (press) => {
      await press()
      await page.getByText('1 selected').first().waitFor()
      await press()
      await page.getByText('1 selected').first().waitFor({ state: 'detached' })
    },
    'Extend the selection down': extend('Home'),
    'Extend the selection up': extend('End'),
  }
  return [{ name: 'Approvals', open, cases }]
}

/** Leaves nothing that waits. */
export async function settleApprovals({ core }: TestDaemon): Promise<void> {
  for (const { id, revision } of await core.approvalRules.list()) await core.approvalRules.remove({ id, revision })
  const { items } = await core.approvals.list({ filter: { state: ['pending'] } })
  if (items.length > 0)
    await core.approvals.decide({ items: items.map(({ id, hash }) => ({ id, hash })), act: 'reject' })
}
