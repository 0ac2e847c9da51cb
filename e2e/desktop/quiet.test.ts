import { setTimeout as sleep } from 'node:timers/promises'
import type { ElectronApplication, Page } from 'playwright'
import { expect, it } from 'vitest'
import { aScript } from '../support/jobs.ts'
import { aDesktopBed, enqueue } from './bed.ts'
import { consoleIsLive, type Desktop, until } from './harness/index.ts'

const WATCHED_S = 4

declare global {
  // In the page, and in main: how often each timer has fired since it was last emptied.
  var firings: Record<string, number>
}

/** Counts the timers of the page from its next load on, by the place that sets them. */
async function countInPage(page: Page): Promise<void> {
  await page.addInitScript(() => {
    globalThis.firings = {}
    for (const name of ['setTimeout', 'setInterval'] as const) {
      const set = globalThis[name] as (act: TimerHandler, ms?: number, ...args: unknown[]) => number
      const counted = (act: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
        const key = `${name} ${ms ?? 0} ms ${new Error().stack?.split('\n')[2]?.trim()}`
        const counting = (...given: unknown[]) => {
          firings[key] = (firings[key] ?? 0) + 1
          act(...given)
        }
        return set(counting, ms, ...args)
      }
      Object.assign(globalThis, { [name]: counted })
    }
  })
  await page.reload()
  await consoleIsLive(page)
}

/** Counts the timers of main, those that are set already included: an interval by itself, what is set anew by its code. */
async function countInMain(app: ElectronApplication): Promise<void> {
  await app.evaluate(() => {
    const { createHook, executionAsyncResource } = process.getBuiltinModule('node:async_hooks')
    globalThis.firings = {}
    createHook({
      before(id) {
        const timer = executionAsyncResource()
        if (!('_onTimeout' in timer && '_idleTimeout' in timer && '_repeat' in timer)) return
        const code = String(timer._onTimeout).slice(0, 200)
        const key = `${String(timer._idleTimeout)} ms${timer._repeat === null ? '' : ` interval ${id}`}: ${code}`
        firings[key] = (firings[key] ?? 0) + 1
      },
    }).enable()
  })
}

/** The page is out of sight, as far as it can tell. */
async function hide(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true })
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  })
}

/** Those that fired more than once a second. */
function tooFast(firings: Record<string, number>): Record<string, number> {
  // One more at either end of the time that is watched.
  return Object.fromEntries(Object.entries(firings).filter(([, times]) => times > WATCHED_S + 2))
}

/** How often each timer fires in page and main while the window is hidden. */
async function firingsWhileHidden({ app, page }: Desktop) {
  await until('the page ticks', () => page.evaluate(() => Object.keys(firings).length > 0))
  await hide(page)
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  // What was under way when it was hidden.
  await sleep(3000)
  const empty = () => void (globalThis.firings = {})
  await Promise.all([page.evaluate(empty), app.evaluate(empty)])
  await sleep(WATCHED_S * 1000)
  const [inPage, inMain] = await Promise.all([page.evaluate(() => firings), app.evaluate(() => firings)])
  return { inPage, inMain }
}

it('lets no timer fire faster than once a second while hidden: of page and main idle, of the page also at work', async () => {
  const desktop = await aDesktopBed()
  const { app, page, core } = desktop
  await countInPage(page)
  await countInMain(app)
  const { inPage, inMain } = await firingsWhileHidden(desktop)
  // Main has some that are slow: none at all would mean that nothing was counted.
  expect(Object.keys(inMain)).not.toEqual([])
  expect({ page: tooFast(inPage), main: tooFast(inMain) }).toEqual({ page: {}, main: {} })

  const job = await enqueue(
    desktop,
    aScript('for at in $(seq 5000); do echo line $at; sleep 0.02; done', { timeout_sec: 60 }),
  )
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show())
  await page.goto(new URL(`/jobs/${job}?tab=log`, page.url()).href)
  await page
    .getByText(/\d+ lines/)
    .first()
    .waitFor()
  const atWork = await firingsWhileHidden(desktop)
  expect((await core.jobs.get({ id: job })).job.state).toBe('running')
  expect(tooFast(atWork.inPage)).toEqual({})
})
