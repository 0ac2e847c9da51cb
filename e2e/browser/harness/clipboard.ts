import type { Page } from 'playwright'

/** Options of a window that may read and write the clipboard. */
export const CLIPBOARD = { context: { permissions: ['clipboard-read', 'clipboard-write'] } }

/** What the clipboard holds. */
export const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())
