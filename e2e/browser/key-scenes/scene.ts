import type { Page } from 'playwright'
import { expect } from 'vitest'
import { aJob, until } from '../harness/index.ts'

/** Presses the key of a line of the overlay. */
export type Press = () => Promise<void>
/** What the line of this name must do; it comes from the scene as `open` leaves it, and may leave it otherwise. */
export type Cases = Record<string, (press: Press) => Promise<unknown>>

/** A place as one may find it. What is bound there and has no case here fails, and so does a case that is not listed. */
export interface Scene {
  readonly name: string
  readonly open: () => Promise<unknown>
  readonly cases: Cases
  /** What is listed as well and is pressed in another scene of the page. */
  readonly elsewhere?: Cases
}

export interface Line {
  readonly label: string
  /** As they are printed; keys that follow each other are parted by a space. */
  readonly keys: readonly string[]
}

export const overlay = (page: Page) => page.getByRole('dialog', { name: 'Keys that work here' })
export const band = (page: Page) => page.locator('[data-kill-switch-band]')
export const at = (page: Page) => new URL(page.url())
export const goneTo = (page: Page, path: string) => page.waitForURL((url) => url.pathname === path)

/** Goes there as a link of the console does, without loading the page anew. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => history.pushState(undefined, '', to), path)
  await goneTo(page, path.split('?')[0] ?? path)
}

/** What the overlay lists, part by part. Where Esc belongs to something above it first, it takes as many more. */
export async function listed(page: Page, escapes = 1): Promise<Map<string, Line[]>> {
  await page.keyboard.press('?')
  const parts = await overlay(page)
    .locator('section')
    .evaluateAll((sections) =>
      sections.map((section) => ({
        title: section.querySelector('h3')?.textContent ?? '',
        lines: [...section.querySelectorAll('dl > div')].map((line) => ({
          label: line.querySelector('dt')?.textContent ?? '',
          keys: [...line.querySelectorAll('dd > span')].map((one) =>
            [...one.querySelectorAll('kbd')].map((key) => key.textContent ?? '').join(' '),
          ),
        })),
      })),
    )
  for (let press = 0; press < escapes; press += 1) await page.keyboard.press('Escape')
  await overlay(page).waitFor({ state: 'detached' })
  return new Map(parts.map(({ title, lines }) => [title, lines]))
}

export const PRINTED: Readonly<Record<string, string>> = {
  Ctrl: 'Control',
  Esc: 'Escape',
  '↓': 'ArrowDown',
  '↑': 'ArrowUp',
  '←': 'ArrowLeft',
  '→': 'ArrowRight',
}

export async function pressPrinted(page: Page, keys: string): Promise<void> {
  for (const chord of keys.split(' ')) {
    const parts = chord.split('+').map((part) => PRINTED[part] ?? (part.length === 1 ? part.toLowerCase() : part))
    await page.keyboard.press(parts.join('+'))
  }
}

/** Presses every key that is listed in the scene and checks what it does; the keys that were. */
export async function walk(page: Page, { name, open, cases, elsewhere = {} }: Scene): Promise<string[]> {
  await open()
  const lines = (await listed(page)).get('On this page') ?? []
  expect(lines.map(({ label }) => label).toSorted(), `Keys of ${name}: each needs a case`).toEqual(
    Object.keys({ ...cases, ...elsewhere }).toSorted(),
  )
  for (const { label, keys } of lines.filter((line) => line.label in cases))
    for (const key of keys) {
      try {
        await open()
        await cases[label]?.(() => pressPrinted(page, key))
      } catch (error) {
        throw new Error(`${key} on ${name} does not do what it says: ${label}.`, { cause: error })
      }
    }
  return lines.flatMap(({ keys }) => keys)
}

/** The row that has the focus, and the last one, by number; the head is the first. */
export const rowNumbers = (page: Page) =>
  page.evaluate(() => {
    const numberOf = (row: Element | null | undefined) => Number(row?.getAttribute('aria-rowindex') ?? 0)
    const rows = [...document.querySelectorAll('[role="row"][aria-rowindex]')]
    const focused = document.activeElement?.closest('[role="row"]')
    const current = rows.find((row) => row.getAttribute('aria-current') === 'true')
    return {
      focused: numberOf(focused),
      // Where the page is about a row, that follows the focus a moment later.
      settled: current === undefined || current === focused,
      last: Math.max(...rows.map(numberOf)),
    }
  })

export async function onRow(page: Page, which: (last: number) => number): Promise<void> {
  await until('the row has the focus', async () => {
    const { focused, settled, last } = await rowNumbers(page)
    return settled && focused === which(last)
  })
}
export const first = () => 2

/** A job that changes nothing more once it is there. */
export const LATER = aJob({ run_at: new Date(Date.now() + 86_400_000).toISOString() })

/** The keys of every list; it has two rows or more. */
export function rowCases(page: Page): Cases {
  const moves = (key: 'Home' | 'End', to: (last: number) => number) => async (press: Press) => {
    await page.keyboard.press(key)
    await onRow(page, key === 'Home' ? first : (last) => last)
    await press()
    await onRow(page, to)
  }
  return {
    'Next row': moves('Home', () => 3),
    'Previous row': moves('End', (last) => last - 1),
    'First row': moves('End', first),
    'Last loaded row': moves('Home', (last) => last),
  }
}
