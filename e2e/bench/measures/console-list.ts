import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Page } from 'playwright'
import { findBrowser } from '../../gate/find-browser.mjs'
import { percentile } from '../statistics.ts'
import { aSmallJob, existing } from './bench-core.ts'
import { type RunningDaemon, startDaemon } from './daemon.ts'
import type { Measure } from './figures.ts'

/** Filters and orders one goes back and forth between, as the addresses of the list. */
const LISTS = [
  'state=succeeded',
  'sort=oldest',
  'state=succeeded&sort=oldest',
  'type=doc_compactor',
  'ws=bench',
  'q=job',
  'q=note&state=succeeded',
  'state=failed,cancelled',
] as const
const EVENTS_PER_SECOND = 10

/**
 * The list of jobs over very many: how long after a filter or another order the new rows are there, and how evenly it scrolls
 * while jobs are added. Milliseconds; a task is long from 50 ms on, and 0 where none was.
 */
export const measure: Measure<{ home: string; times: number; seconds: number }> = async ({ home, times, seconds }) => {
  const executablePath = findBrowser()
  if (executablePath === undefined) return {}
  const daemon = await startDaemon(existing(home), 0)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } })
  const { url } = await daemon.client.system.signInUrl()
  if (url === null) throw new Error('The daemon serves no console.')
  await page.goto(url)
  await page.locator('[data-contact="live"]').waitFor()
  await page.goto(new URL('/jobs', url).href)
  await page.locator('[role="grid"] [data-at="5"]').waitFor()

  const took: number[] = []
  for (let round = 0; round <= times; round += 1) {
    for (const [at, list] of LISTS.entries()) {
      await page.locator('[aria-label="States"][aria-busy="false"]').waitFor({ state: 'attached' })
      // Another stretch of time each time, or the console would show what it still has.
      const ms = await untilRows(page, `/jobs?${list}&since=${2000 + round * LISTS.length + at}d`)
      // The first round fills caches that every later one finds.
      if (round > 0) took.push(ms)
    }
  }
  await page.goto(new URL('/jobs', url).href)
  await page.locator('[role="grid"] [data-at="5"]').waitFor()
  const scrolled = await scrolledWhileAdding(page, daemon, seconds)
  await browser.close()
  await daemon.stop()
  return { filter_p50: percentile(took, 0.5), filter_p95: percentile(took, 0.95), ...scrolled }
}

/**
 * From asking for a list to the frame in which its rows are there. The console goes there itself, as by one of its links. It
 * may ask and be answered between two frames, so its turns to busy and back are observed and not looked for.
 */
function untilRows(page: Page, list: string): Promise<number> {
  return page.evaluate(async (path) => {
    const shown = document.querySelector('[data-list]')
    if (!shown) throw new Error('There is no list.')
    const startedAt = performance.now()
    const answered = new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        if (shown.getAttribute('aria-busy') === 'true') return
        observer.disconnect()
        resolve()
      })
      observer.observe(shown, { attributeFilter: ['aria-busy'] })
    })
    history.pushState(history.state, '', path)
    window.dispatchEvent(new PopStateEvent('popstate', { state: history.state }))
    await answered
    await new Promise((resolve) => requestAnimationFrame(resolve))
    return performance.now() - startedAt
  }, list)
}

async function scrolledWhileAdding(page: Page, { client }: RunningDaemon, seconds: number) {
  const stop = new AbortController()
  const ids: string[] = []
  const adding = (async () => {
    for (let at = 0; !stop.signal.aborted; at += 1) {
      ids.push((await client.jobs.enqueue(aSmallJob(at))).job.id)
      await sleep(1000 / EVENTS_PER_SECOND)
    }
  })()
  const figures = await page.evaluate(async (ms) => {
    const grid = document.querySelector('[role="grid"]')
    if (!grid) throw new Error('There is no list.')
    const tasks: number[] = []
    const observer = new PerformanceObserver((found) => tasks.push(...found.getEntries().map((task) => task.duration)))
    observer.observe({ type: 'longtask' })
    const frames: number[] = []
    const startedAt = performance.now()
    let before = startedAt
    while (before - startedAt < ms) {
      grid.scrollBy({ top: 40, behavior: 'instant' })
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
      frames.push(now - before)
      before = now
    }
    observer.disconnect()
    const inOrder = frames.slice(1).toSorted((a, b) => a - b)
    return {
      frames_per_second: (1000 * frames.length) / (before - startedAt),
      frame_p95: inOrder[Math.floor(inOrder.length * 0.95)] ?? 0,
      longest_task: Math.max(0, ...tasks),
      long_tasks: tasks.length,
    }
  }, seconds * 1000)
  stop.abort()
  await adding
  await Promise.all(ids.map((id) => client.jobs.cancel({ id })))
  return figures
}
