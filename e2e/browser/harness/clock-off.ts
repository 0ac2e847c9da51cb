import type { Page } from 'playwright'

/** Has the browser's wall clock run ahead of the machine's, from the next document on. */
export async function setClockOff(page: Page, offMs: number): Promise<void> {
  await page.addInitScript((ahead) => {
    const now = Date.now.bind(Date)
    Date.now = () => now() + ahead
  }, offMs)
}
