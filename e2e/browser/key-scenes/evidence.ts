import type { Page } from 'playwright'
import { expect } from 'vitest'
import { type TestDaemon } from '../harness/index.ts'
import { type Cases, first, LATER, onRow, rowCases, type Scene, visit } from './scene.ts'

export function ledgerScenes(page: Page, daemon: TestDaemon): Scene[] {
  const grid = page.getByRole('treegrid')
  const open = async () => {
    await visit(page, '/inbox')
    await visit(page, '/ledger')
    await grid.getByRole('row').nth(2).waitFor()
    await page.keyboard.press('Home')
    await onRow(page, first)
  }
  const always: Cases = {
    ...rowCases(page),
    'Filter by job or run, or jump to a row': async (press) => {
      await press()
      await page.locator('#ledger-id:focus').waitFor()
    },
    'Open the row': async (press) => {
      await press()
      await page.getByText('"prev_hash"').waitFor()
    },
  }
  return [
    { name: 'Ledger', open, cases: always },
    {
      name: 'Ledger with a row open and others held back',
      open: async () => {
        await open()
        await page.keyboard.press('Enter')
        await page.getByText('"prev_hash"').waitFor()
        await daemon.core.jobs.enqueue(LATER)
        await page.getByRole('button', { name: '1 new' }).waitFor()
      },
      cases: {
        'Close the row': async (press) => {
          await press()
          await page.getByText('"prev_hash"').waitFor({ state: 'detached' })
        },
        'Show what is new': async (press) => {
          await press()
          await page.getByRole('button', { name: /^1 new/ }).waitFor({ state: 'detached' })
        },
      },
      elsewhere: always,
    },
  ]
}

export function inboxScenes(page: Page): Scene[] {
  const rows = page.locator('[data-inbox-row]')
  const focused = () => rows.evaluateAll((all) => all.findIndex((row) => row === document.activeElement))
  const open = async () => {
    await visit(page, '/inbox')
    await rows.nth(1).waitFor()
    await rows.first().focus()
  }
  const always: Cases = {
    'Next row': async (press) => {
      await press()
      expect(await focused()).toBe(1)
    },
    'Previous row': async (press) => {
      await rows.nth(1).focus()
      await press()
      expect(await focused()).toBe(0)
    },
  }
  return [
    { name: 'Inbox', open, cases: always },
    {
      name: 'Inbox, just read',
      open: async () => {
        await open()
        const read = page.getByRole('button', { name: 'Mark all read' })
        if (await read.isEnabled()) await read.click()
        await page.getByRole('heading', { name: 'Nothing new' }).waitFor()
      },
      cases: {
        'Undo what was just done': async (press) => {
          await press()
          await page.getByRole('heading', { name: /^\d+ new/ }).waitFor()
        },
      },
      elsewhere: always,
    },
  ]
}

/** Places without keys of their own, and those of the very first start. */
export const quiet = (page: Page, name: string, path: string): Scene => ({
  name,
  open: async () => {
    await visit(page, path)
    // The page before stays, with its keys, until this one is there.
    await page.getByRole('heading', { level: 1 }).filter({ hasText: name }).waitFor()
  },
  cases: {},
})
