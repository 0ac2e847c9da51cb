import type { Page } from 'playwright'
import { until } from '../harness/index.ts'
import { type Cases, goneTo, type Press, type Scene, visit } from './scene.ts'

export function overviewScenes(page: Page): Scene[] {
  const work = page.getByRole('group', { name: 'Is work getting done?' })
  const said = page.getByRole('region', { name: 'Is work getting done?' }).getByRole('status')
  const words = async () => (await said.textContent()) ?? ''
  const charts: Cases = {
    'Show charts as tables, or back': async (press) => {
      const before = await page.getByRole('table').count()
      await press()
      await until('they changed', async () => (await page.getByRole('table').count()) !== before)
      await press()
      await until('and back', async () => (await page.getByRole('table').count()) === before)
    },
  }
  /** From the end of the chart, whose values are read out. */
  const read = (expected: (before: string, now: string) => boolean) => async (press: Press) => {
    const before = await words()
    await press()
    await until('others are read out', async () => expected(before, await words()), 5000)
  }
  const others = read((before, now) => now !== '' && now !== before)
  return [
    {
      name: 'Overview',
      open: async () => {
        await visit(page, '/')
        await work.waitFor()
        await page.getByRole('region', { name: 'Needs you' }).getByRole('link').first().waitFor()
        await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
      },
      cases: {
        ...charts,
        'Open the first thing that needs you': async (press) => {
          await press()
          await goneTo(page, '/review')
        },
      },
    },
    {
      name: 'a chart of Overview',
      open: async () => {
        await visit(page, '/')
        await work.waitFor()
        await work.focus()
        await page.keyboard.press('End')
        await page.keyboard.press('ArrowLeft')
        await until('values are read out', async () => (await words()) !== '')
      },
      cases: {
        ...charts,
        'Read the values before': others,
        'Read the values after': others,
        'Select back': others,
        'Select forward': others,
        'Read the first values': others,
        'Read the last values': others,
        'Select nothing': read((_, now) => now === ''),
        'List the jobs of what is selected': async (press) => {
          await press()
          await page.waitForURL(/\/jobs\?since=.*&until=/)
        },
      },
    },
  ]
}

export function firstScenes(page: Page): Scene[] {
  return [
    {
      name: 'Overview at the first start',
      open: async () => {
        await visit(page, '/')
        await page.getByRole('link', { name: 'Begin' }).waitFor()
      },
      cases: {
        'Begin the first run': async (press) => {
          await press()
          await goneTo(page, '/first-run')
        },
      },
    },
    {
      name: 'the first run',
      open: async () => {
        await visit(page, '/first-run')
        await page.getByRole('heading', { name: 'Choose a workspace' }).waitFor()
      },
      cases: {
        'Back to the Overview': async (press) => {
          await press()
          await goneTo(page, '/')
        },
      },
    },
  ]
}
