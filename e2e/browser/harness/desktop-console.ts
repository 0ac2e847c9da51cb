import type { Page } from 'playwright'
import { onTestFinished } from 'vitest'
import { aDesktop, consoleIsLive } from '../../desktop/harness/index.ts'
import type { TestDaemon } from '../../support/daemon.ts'
import { setClockOff } from './clock-off.ts'
import type { ConsoleOptions } from './console-options.ts'

/** Data directories that an application is open on. */
const taken = new Set<string>()

/** Whether no application is attached to this daemon yet: a second start would show the window of the first, and end. */
export const mayAttach = ({ home }: TestDaemon): boolean => !taken.has(home)

/** The console in the desktop application, attached to this daemon, with the looks that a browser would be asked for. */
export async function openInDesktop(daemon: TestDaemon, options: ConsoleOptions): Promise<Page> {
  const { width = 1280, height = 800, theme = 'light', reducedMotion = true, forcedColors = false, context } = options
  taken.add(daemon.home)
  onTestFinished(() => void taken.delete(daemon.home))
  const { page } = await aDesktop({
    attachTo: daemon,
    // A window has the time zone of its machine.
    env: context?.timezoneId === undefined ? {} : { TZ: context.timezoneId },
    ...(options.tolerates && { tolerates: options.tolerates }),
  })
  await page.setViewportSize({ width, height })
  await page.emulateMedia({
    colorScheme: theme,
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    forcedColors: forcedColors ? 'active' : 'none',
  })
  if (context?.permissions) await page.context().grantPermissions(context.permissions)
  if (options.browserClockOffMs !== undefined) await setClockOff(page, options.browserClockOffMs)
  if (options.at !== undefined || options.browserClockOffMs !== undefined) {
    await page.goto(new URL(options.at ?? '/', page.url()).href)
    await consoleIsLive(page)
  }
  return page
}
