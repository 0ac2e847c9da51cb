import type { Page } from 'playwright'
import { type TestDaemon, until } from '../harness/index.ts'
import { type Cases, first, goneTo, LATER, onRow, rowCases, type Scene, visit } from './scene.ts'

/** Two schedules, one after the other; the id of the first. */
async function aChain({ core }: TestDaemon): Promise<string> {
  const { run_at: _, ...job } = LATER
  const trigger = { kind: 'cron', expression: '0 0 1 1 *' } as const
  const { id } = await core.schedules.create({ name: 'first', trigger, job })
  await core.schedules.create({ name: 'second', trigger: { kind: 'manual' }, after: [{ parent: id }], job })
  return id
}

export async function schedulesScenes(page: Page, daemon: TestDaemon): Promise<Scene[]> {
  const id = await aChain(daemon)
  const list = async () => {
    await visit(page, '/schedules')
    await page.getByRole('row').filter({ hasText: 'second' }).waitFor()
    await page.keyboard.press('Home')
    await onRow(page, first)
  }
  const one = async () => {
    await visit(page, `/schedules/${id}`)
    await page.getByRole('group', { name: /^Does it fire when it should/ }).waitFor()
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
  }
  const days = page.getByRole('group', { name: /^Does it fire when it should/ })
  const said = async () =>
    (await page
      .getByText(/^\w+ \d+ \w+ \d{4}: /)
      .first()
      .textContent()) ?? ''
  const chain = async () => {
    await visit(page, `/chains/${id}`)
    await node('first').waitFor()
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
  }
  const node = (name: string) => page.getByRole('link', { name: new RegExp(`^${name} Off`) })
  const addsJob: Cases = {
    'Add job': async (press) => {
      await press()
      await goneTo(page, '/jobs/new')
    },
  }
  const menu: Cases[string] = async (press) => {
    await press()
    await page.getByRole('menuitem', { name: 'Delete…' }).waitFor()
    await page.keyboard.press('Escape')
  }
  const edits: Cases[string] = async (press) => {
    await press()
    await page.waitForURL((url) => url.pathname.endsWith('/edit'))
  }
  const onOne: Cases = {
    ...addsJob,
    Actions: menu,
    'Edit the schedule': edits,
    'Back to the list': async (press) => {
      await press()
      await goneTo(page, '/schedules')
    },
    'Show days as a table, or as squares': async (press) => {
      await press()
      await page.getByRole('region', { name: 'Days, as a table' }).waitFor()
      await press()
      await days.waitFor()
    },
  }
  const onChain: Cases = {
    'Next schedule': async (press) => {
      await press()
      await node('first').and(page.locator(':focus')).waitFor()
    },
    'Previous schedule': async (press) => {
      await node('second').focus()
      await press()
      await node('first').and(page.locator(':focus')).waitFor()
    },
    'Back to the schedule': async (press) => {
      await press()
      await goneTo(page, `/schedules/${id}`)
    },
    'Show the chain as tables, or drawn': async (press) => {
      await press()
      await page.getByRole('region', { name: 'Links of the chain' }).waitFor()
      await press()
      await node('first').waitFor()
    },
  }
  /** From a day that was read out to another. */
  const otherDay: Cases[string] = async (press) => {
    const before = await said()
    await press()
    await until('another day is read out', async () => (await said()) !== before)
  }
  const walksTo =
    (from: string, to: string): Cases[string] =>
    async (press) => {
      await node(from).focus()
      await press()
      await node(to).and(page.locator(':focus')).waitFor()
    }
  return [
    {
      name: 'Schedules',
      open: list,
      cases: {
        ...rowCases(page),
        ...addsJob,
        'Find by name': async (press) => {
          await press()
          await page.getByRole('searchbox', { name: 'Part of a name' }).and(page.locator(':focus')).waitFor()
          await page.keyboard.press('Escape')
        },
        'Open the row': async (press) => {
          await press()
          await page.waitForURL(/\/schedules\/sch-/)
        },
        'Look at the schedule beside the list': async (press) => {
          const panel = page.getByRole('complementary', { name: /^Schedule / })
          await press()
          await panel.waitFor()
          await press()
          await panel.waitFor({ state: 'detached' })
        },
        'Actions on the schedule': menu,
        'Edit the schedule': edits,
      },
    },
    { name: 'a schedule', open: one, cases: onOne },
    {
      name: 'the days of a schedule',
      open: async () => {
        await one()
        await days.focus()
        for (const key of ['ArrowUp', 'ArrowLeft', 'ArrowUp']) await page.keyboard.press(key)
      },
      cases: {
        'Read the week before': otherDay,
        'Read the week after': otherDay,
        'Read the day before': otherDay,
        'Read the day after': otherDay,
      },
      elsewhere: onOne,
    },
    { name: 'a chain', open: chain, cases: onChain },
    {
      name: 'a schedule of a chain',
      open: async () => {
        await chain()
        await node('first').focus()
      },
      cases: {
        'To a schedule this one follows': walksTo('second', 'first'),
        'To a schedule that follows this one': walksTo('first', 'second'),
        // Each of them is alone in its column.
        'To the schedule above': walksTo('first', 'first'),
        'To the schedule below': walksTo('first', 'first'),
      },
      elsewhere: onChain,
    },
  ]
}
