import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'

const folder = join(import.meta.dirname, '..', '..', '..', 'test-results', 'pictures')

/** Keeps a picture of the page for people to look at; nothing is compared. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

/** The sizes and themes each page is drawn in. */
export const LOOKS = [
  { theme: 'light', width: 900, height: 700 },
  { theme: 'light', width: 1600, height: 900 },
  { theme: 'dark', width: 900, height: 700 },
  { theme: 'dark', width: 1600, height: 900 },
] as const
