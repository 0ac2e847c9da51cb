import type { Page } from 'playwright'
import { expect } from 'vitest'
import { expectAccessible } from './accessible.ts'
import { picture } from './pictures.ts'

/** The sizes and themes each page is drawn in. The last is the one that most tests open. */
export const LOOKS = [
  { theme: 'dark', width: 1600, height: 900 },
  { theme: 'light', width: 1600, height: 900 },
  { theme: 'dark', width: 900, height: 700 },
  { theme: 'light', width: 900, height: 700 },
] as const

/**
 * The page as it stands, in each look: axe finds nothing, it does not scroll sideways, and a picture of it is kept. One
 * page is resized and repainted, so that what it shows is set up once.
 */
export async function expectFineInEveryLook(page: Page, name: string): Promise<void> {
  const before = page.viewportSize()
  for (const { theme, width, height } of LOOKS) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: theme })
    await drawn(page)
    await expectAccessible(page)
    await picture(page, `${name}-${theme}-${width}`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  }
  if (before !== null) await page.setViewportSize(before)
}

/** Sizes that follow the window are measured in one frame and drawn in the next. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve))
  })
}
