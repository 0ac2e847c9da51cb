import { chromium, type Page } from 'playwright'
import type { CoreClient } from '#server/client'
import { findBrowser } from '../../gate/find-browser.mjs'
import { median } from '../statistics.ts'
import { existing } from './bench-core.ts'
import { startDaemon } from './daemon.ts'
import type { Measure } from './figures.ts'
import { oneByOne } from './pace.ts'

/** From opening the console's address in Chromium until it is live and shows the queue. Nothing of it is in the cache. */
export const measure: Measure<{ home: string; times: number }> = async ({ home, times }) => {
  const executablePath = findBrowser()
  if (executablePath === undefined) return {}
  const daemon = await startDaemon(existing(home), 1)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  const open = async () => {
    const context = await browser.newContext()
    took.push(await consoleOpened(await context.newPage(), daemon.client))
    await context.close()
  }
  const took: number[] = []
  await oneByOne(times + 1, open)
  await browser.close()
  await daemon.stop()
  return { interactive: median(took.slice(1)) }
}

/** Opens the console of a core, and waits until it is live. @returns milliseconds */
export async function consoleOpened(page: Page, client: CoreClient): Promise<number> {
  const { url } = await client.system.signInUrl()
  if (url === null) throw new Error('The core serves no console.')
  const startedAt = performance.now()
  await page.goto(url)
  await page
    .locator('[data-contact="live"] footer')
    .getByText(/ledger/)
    .waitFor()
  return performance.now() - startedAt
}
