import type { Page } from 'playwright'
import { expect } from 'vitest'
import { expectAccessible } from './accessible.ts'
import { keepsPictures, picture } from './pictures.ts'

/** The sizes and themes each page is drawn in. */
export const LOOKS = [
  { theme: 'dark', width: 1600, height: 900 },
  { theme: 'light', width: 1600, height: 900 },
  { theme: 'dark', width: 900, height: 700 },
  { theme: 'light', width: 900, height: 700 },
] as const

/** Each theme and each width once: the widest holds all there is, and the other theme has other colours only. */
const EXAMINED = new Map<(typeof LOOKS)[number], 'everything' | 'colours'>([
  [LOOKS[0], 'everything'],
  [LOOKS[3], 'colours'],
])

/**
 * The page as it stands, in both themes and both widths: axe finds nothing, and it does not scroll sideways. Where pictures
 * are kept, one of each look is. One page is resized and repainted, so that what it shows is set up once.
 */
export async function expectFineInEveryLook(page: Page, name: string): Promise<void> {
  const before = page.viewportSize()
  for (const look of keepsPictures ? LOOKS : EXAMINED.keys()) {
    const { theme, width, height } = look
    const examined = EXAMINED.get(look)
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: theme })
    await drawn(page)
    await picture(page, `${name}-${theme}-${width}`)
    if (examined === undefined) continue
    await expectAccessible(page, examined)
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
