import type { Page } from 'playwright'
import { copied, jobsTable, until } from '../harness/index.ts'
import type { House } from './house.ts'
import { at, type Cases, goneTo, type Press, rowCases, type Scene, visit } from './scene.ts'

export function jobScenes(page: Page, [, twice]: House): Scene[] {
  const escapes: Cases = {
    'Back to the list': async (press) => {
      await press()
      await goneTo(page, '/jobs')
    },
  }
  const always: Cases = {
    'Previous job of the list': async (press) => {
      await press()
      await page.getByText('1 of 3 in the list').waitFor()
    },
    'Next job of the list': async (press) => {
      await press()
      await page.getByText('3 of 3 in the list').waitFor()
    },
    'Compare runs': async (press) => {
      await press()
      await goneTo(page, `/jobs/${twice}/compare`)
    },
    'Add job': async (press) => {
      await press()
      await goneTo(page, '/jobs/new')
    },
    Actions: async (press) => {
      await press()
      await page.getByRole('menu', { name: 'Actions' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('menu').waitFor({ state: 'detached' })
    },
  }
  /** As one comes to it from the list, which the keys to its neighbours go along. */
  const job = async (search: string) => {
    await visit(page, '/jobs?bulk=')
    await visit(page, '/jobs')
    await jobsTable(page).getByRole('row').nth(2).click()
    await goneTo(page, `/jobs/${twice}`)
    await page.getByText('2 of 3 in the list').waitFor()
    if (search !== '') await visit(page, `/jobs/${twice}${search}`)
  }
  const events = page.getByRole('grid', { name: 'Events' })
  const record = page.getByRole('complementary', { name: /^Event / })
  const evidence: Cases = {
    ...rowCases(page),
    'Filter events': async (press) => {
      await press()
      await page.getByRole('textbox', { name: 'Filter events' }).and(page.locator(':focus')).waitFor()
    },
  }
  const step = async (press: Press) => {
    const before = at(page).searchParams.get('event')
    await press()
    await page.waitForURL((url) => ![before, null].includes(url.searchParams.get('event')))
    await record.waitFor()
  }
  const steps: Cases = { 'Next event of the timeline': step, 'Previous event of the timeline': step }
  const log = page.getByRole('group', { name: 'Log of run 2' })
  const tab = (name: string, ready: () => Promise<unknown>): Scene => ({
    name: `${name} of a job`,
    open: async () => {
      await job(`?tab=${name}`)
      await ready()
    },
    cases: {},
    elsewhere: { ...always, ...escapes },
  })
  return [
    {
      name: 'a job',
      open: async () => {
        await job('')
        await events.getByRole('row').nth(2).waitFor()
      },
      cases: { ...always, ...escapes, ...evidence, ...steps },
    },
    {
      name: 'a job whose event is open',
      open: async () => {
        await job('')
        await events.getByRole('row').nth(3).click()
        await record.waitFor()
      },
      cases: {
        ...steps,
        'Copy record': async (press) => {
          await press()
          const seq = at(page).searchParams.get('event')
          await until('the record is copied', async () => (await copied(page)).includes(`"seq": ${seq}`))
        },
        'Close the record': async (press) => {
          await press()
          await record.waitFor({ state: 'detached' })
        },
      },
      elsewhere: { ...always, ...evidence },
    },
    {
      name: 'the log of a job',
      open: async () => {
        await job('?tab=log&lines=1')
        await log.locator('.xterm-rows').getByText(/x{20}/).first().waitFor()
      },
      cases: {
        'Find in the log': async (press) => {
          await press()
          await page.getByRole('textbox', { name: 'Find in the log' }).and(page.locator(':focus')).waitFor()
        },
        'Copy the chosen lines': async (press) => {
          await press()
          await page.getByText('1 line copied').first().waitFor()
        },
        'Choose no lines': async (press) => {
          await press()
          await page.waitForURL((url) => !url.searchParams.has('lines'))
        },
        'Jump to the end': async (press) => {
          await log.focus()
          await press()
          await page.getByText('Scrolled up').waitFor({ state: 'detached' })
        },
      },
      elsewhere: always,
    },
    tab('result', () => page.getByRole('tab', { name: 'Result', selected: true }).waitFor()),
    tab('request', () => page.getByRole('heading', { name: 'Payload' }).waitFor()),
    {
      name: 'two runs compared',
      open: async () => {
        await visit(page, `/jobs/${twice}/compare?a=1&b=2`)
        await page.getByRole('region', { name: 'Side B' }).waitFor()
      },
      cases: {
        'Back to the job': async (press) => {
          await press()
          await goneTo(page, `/jobs/${twice}`)
        },
      },
    },
    {
      name: 'a new job',
      open: async () => {
        await visit(page, `/jobs/new?from=${twice}`)
        await page.getByRole('complementary', { name: 'Before it is added' }).waitFor()
        await page.locator('main').click({ position: { x: 2, y: 2 } })
      },
      cases: {
        'Add job': async (press) => {
          await press()
          await page.waitForURL(/\/jobs\/job-/)
        },
      },
    },
  ]
}
