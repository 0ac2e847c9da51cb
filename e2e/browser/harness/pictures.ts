import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'

const folder = join(import.meta.dirname, '..', '..', '..', 'test-results', 'pictures')

/** Drawing them takes as long as many tests, so they are made when somebody wants to look. */
export const keepsPictures = process.env['INTERLOCK_PICTURES'] === '1'

/** Keeps a picture of the page for people to look at, where that is wanted; nothing is compared. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!keepsPictures) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
