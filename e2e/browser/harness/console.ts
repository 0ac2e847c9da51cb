import { type Browser, chromium, type Page } from 'playwright'
import { expect, it, onTestFinished } from 'vitest'
import { consoleIsLive } from '../../desktop/harness/index.ts'
import { findBrowser } from '../../gate/find-browser.mjs'
import type { TestDaemon } from '../../support/daemon.ts'
import type { ConsoleOptions } from './console-options.ts'
import { mayAttach, openInDesktop } from './desktop-console.ts'
import { setClockOff } from './clock-off.ts'

/** Chromium asks its maker for things on its own; a test talks to this machine only. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Where the console of this run is shown. */
export const inDesktop = process.env['INTERLOCK_SHELL'] === 'desktop'

/** For tests of what only a browser has, such as signing in; in the desktop they are not there. */
export const itInBrowser = inDesktop ? () => undefined : it

let shared: Promise<Browser> | undefined

/** One for all files that a process of tests runs; it ends with that process. */
async function browser(): Promise<Browser> {
  const executablePath = findBrowser()
  if (executablePath === undefined)
    throw new Error('The browser tests need Chromium: install it, or name one in CHROMIUM_PATH.')
  shared ??= chromium.launch({ executablePath, args: QUIET })
  return shared
}

/** What the browser says while the core is away. */
export const NO_CONNECTION = /WebSocket connection|ERR_CONNECTION|Failed to load resource/

/**
 * A window of the console: signed in, in a browser, or where INTERLOCK_SHELL is `desktop` in the desktop application attached to that
 * daemon, of which there is one: further windows of the same test are a browser's. The test fails on any error the page meets or logs.
 */
export function openConsole(daemon: TestDaemon, options: ConsoleOptions = {}): Promise<Page> {
  return inDesktop && mayAttach(daemon) ? openInDesktop(daemon, options) : openInBrowser(daemon, options)
}

async function openInBrowser(daemon: TestDaemon, options: ConsoleOptions): Promise<Page> {
  const page = await openWindow(options)
  const signIn = new URL(await daemon.signInUrl())
  const address = new URL(options.at ?? '/', signIn)
  // Any page takes the code of an address, so one load is enough.
  address.hash = [address.hash.slice(1), signIn.hash.slice(1)].filter((part) => part !== '').join('&')
  await page.goto(address.href)
  await consoleIsLive(page)
  return page
}

/** A window without anything in it yet. */
export async function openWindow(options: ConsoleOptions = {}): Promise<Page> {
  const { width = 1280, height = 800, theme = 'light', reducedMotion = true, forcedColors = false, tolerates } = options
  const context = await (
    await browser()
  ).newContext({
    viewport: { width, height },
    colorScheme: theme,
    // Pictures and positions hold still unless motion is what is tested.
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    forcedColors: forcedColors ? 'active' : 'none',
    ...options.context,
  })
  const page = await context.newPage()
  if (options.browserClockOffMs !== undefined) await setClockOff(page, options.browserClockOffMs)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && tolerates?.test(message.text()) !== true) complaints.push(message.text())
  })
  onTestFinished(async () => {
    await context.close()
    expect(complaints).toEqual([])
  })
  return page
}
