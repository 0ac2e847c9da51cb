import type { Page } from 'playwright'
import { jobsTable, type TestDaemon, until } from '../harness/index.ts'
import {
  type Cases,
  first,
  goneTo,
  LATER,
  onRow,
  type Press,
  rowCases,
  rowNumbers,
  type Scene,
  visit,
} from './scene.ts'

export function jobsScenes(page: Page, daemon: TestDaemon): Scene[] {
  const list = async (search = '') => {
    await visit(page, `/jobs${search}`)
    await jobsTable(page).getByRole('row').nth(1).waitFor()
    const { items } = await daemon.core.jobs.list({})
    await until('every job is listed', async () => {
      // The row one came from has the focus, and holds back what came since.
      await page.keyboard.press('u')
      return (await rowNumbers(page)).last === items.length + 1
    })
    await page.keyboard.press('Home')
    await onRow(page, first)
  }
  const selected = (count: number) => page.getByText(`${count} selected`, { exact: true }).last().waitFor()
  const extend = (from: 'Home' | 'End') => async (press: Press) => {
    await page.keyboard.press(from)
    await page.keyboard.press('x')
    await press()
    await selected(2)
    await page.keyboard.press('Escape')
  }
  const always: Cases = {
    ...rowCases(page),
    'Filter the list': async (press) => {
      await press()
      await page.getByRole('combobox', { name: 'Filter jobs' }).and(page.locator(':focus')).waitFor()
      await page.keyboard.press('Escape')
    },
    'Add job': async (press) => {
      await press()
      await goneTo(page, '/jobs/new')
    },
    'Look at the row beside the list': async (press) => {
      await press()
      await page.getByRole('complementary', { name: /^Job / }).waitFor()
      await press()
      await page.getByRole('complementary', { name: /^Job / }).waitFor({ state: 'detached' })
    },
    'Select the row': async (press) => {
      const boxes = jobsTable(page).getByRole('checkbox', { checked: true })
      const before = await boxes.count()
      await press()
      await until('it is the other way round', async () => (await boxes.count()) === (before === 0 ? 1 : before - 1))
      await press()
      await until('and back', async () => (await boxes.count()) === before)
    },
    'Select the loaded rows, again: all that match': async (press) => {
      await press()
      await selected((await rowNumbers(page)).last - 1)
      await press()
      await page
        .getByText(/^All that match/)
        .last()
        .waitFor()
      await page.keyboard.press('Escape')
    },
    Copy: async (press) => {
      await press()
      await page.getByRole('menu').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('menu').waitFor({ state: 'detached' })
    },
    'Extend the selection down': extend('Home'),
    'Extend the selection up': extend('End'),
    'Open the row': async (press) => {
      await press()
      await page.waitForURL(/\/jobs\/job-/)
    },
  }
  const actions = async (press: Press) => {
    await press()
    await page.getByRole('menu', { name: /^Actions on/ }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
  }
  return [
    {
      name: 'Jobs',
      open: () => list(),
      cases: {
        ...always,
        'Actions on the row': actions,
        'Jump to the oldest': async (press) => {
          await press()
          await page.waitForURL(/sort=oldest/)
        },
      },
    },
    {
      name: 'Jobs, the oldest first, with rows selected',
      open: async () => {
        // What was selected goes with the list.
        await visit(page, '/inbox')
        await list('?sort=oldest')
        await page.keyboard.press('x')
        await selected(1)
      },
      cases: {
        'Actions on the selection': actions,
        'Jump to the newest': async (press) => {
          await press()
          await page.waitForURL((url) => !url.search.includes('sort'))
        },
        'Close the panel, then the selection': async (press) => {
          await press()
          await page.getByText('1 selected').first().waitFor({ state: 'detached' })
        },
      },
      elsewhere: always,
    },
    {
      name: 'Jobs, with rows held back',
      open: async () => {
        await list()
        await daemon.core.jobs.enqueue(LATER)
        await page.getByText('held still:').waitFor()
      },
      cases: {
        'Show what is new': async (press) => {
          await press()
          await page.getByText('held still:').waitFor({ state: 'detached' })
        },
      },
      elsewhere: { ...always, 'Actions on the row': actions, 'Jump to the oldest': actions },
    },
  ]
}
