import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { findBrowser } from '../../gate/find-browser.mjs'
import { buildHost, startHost } from '../desktop/start-host.ts'
import { percentile } from '../statistics.ts'
import type { Measure } from './figures.ts'
import { consoleOpened } from './console.ts'

/** The page is busy before the click, and longer than the switch may take. */
const AHEAD_MS = 100
const BUSY_MS = 1000

/** From the click on tray or menu until the core has engaged the kill switch, while the console's page is busy. */
export const measure: Measure<{ times: number }> = async ({ folder, times }) => {
  const executablePath = findBrowser()
  if (executablePath === undefined) return {}
  const entry = await buildHost(join(folder, 'host'))
  const { client, engage, stop } = await startHost(entry, join(folder, 'home'), 1)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  const page = await browser.newPage()
  await consoleOpened(page, client)
  const took: number[] = []
  for (let at = 0; at < times; at += 1) {
    const busy = page.evaluate((ms) => {
      const until = performance.now() + ms
      while (performance.now() < until);
    }, BUSY_MS)
    await sleep(AHEAD_MS)
    took.push(await engage())
    await busy
    await client.killSwitch.release({})
  }
  await browser.close()
  await stop()
  return { p50: percentile(took, 0.5), most: Math.max(...took) }
}
