import type { Page } from 'playwright'
import { type Cases, first, onRow, type Press, rowCases, type Scene, visit } from './scene.ts'

export function reviewScenes(page: Page): Scene[] {
  const decide = page.getByRole('group', { name: 'Decide' })
  const open = async (search = '') => {
    await visit(page, `/review${search}`)
    await decide.locator('button:not([aria-disabled])').filter({ hasText: 'Reject' }).waitFor()
    await page.keyboard.press('Home')
    await onRow(page, first)
    await decide.locator('button:not([aria-disabled])').filter({ hasText: 'Show the change' }).waitFor()
  }
  const extend = (from: 'Home' | 'End') => async (press: Press) => {
    await page.keyboard.press(from)
    await onRow(page, from === 'Home' ? first : (last) => last)
    await press()
    await page.getByText('2 selected').first().waitFor()
    await page.keyboard.press('Escape')
  }
  const undone = async (press: Press, words: string) => {
    await press()
    await page.getByText(words).first().waitFor()
    await page.keyboard.press('z')
    await page.getByText(words).first().waitFor({ state: 'detached' })
  }
  const tab = (name: RegExp) => page.getByRole('tab', { name, selected: true }).waitFor()
  const cases: Cases = {
    ...rowCases(page),
    'Find by name or id': async (press) => {
      await press()
      await page.getByRole('textbox', { name: 'Part of a name, or an id' }).and(page.locator(':focus')).waitFor()
    },
    'Accept, not trusted': (press) => undone(press, '1 artifact accepted, not trusted.'),
    'Extend the selection down': extend('Home'),
    'Extend the selection up': extend('End'),
    Reject: (press) => undone(press, '1 artifact rejected.'),
    'Promote, after the change was shown': async (press) => {
      await press()
      await tab(/change/i)
    },
    'Edit where it goes': async (press) => {
      await press()
      await page.getByRole('textbox', { name: 'File' }).and(page.locator(':focus')).waitFor()
    },
    'Add a note': async (press) => {
      await press()
      await page.getByRole('dialog').getByRole('textbox', { name: 'Note' }).and(page.locator(':focus')).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    },
    'Show the change, or the content': async (press) => {
      await press()
      await tab(/change/i)
    },
    'Show it as text, or by its kind': async (press) => {
      await press()
      await tab(/^Text/)
    },
    Select: async (press) => {
      await press()
      await page.getByRole('group', { name: 'Selected artifacts' }).waitFor()
      await press()
      await page.getByRole('group', { name: 'Selected artifacts' }).waitFor({ state: 'detached' })
    },
    'Select all that are loaded': async (press) => {
      await press()
      await page.getByRole('group', { name: 'Selected artifacts' }).waitFor()
      await page.keyboard.press('Escape')
    },
  }
  return [{ name: 'Review', open, cases }]
}
