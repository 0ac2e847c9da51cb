import type { BrowserContextOptions } from 'playwright'

/** How a window of the console is opened. Sizes in pixels. */
export interface ConsoleOptions {
  readonly width?: number
  readonly height?: number
  readonly theme?: 'light' | 'dark'
  readonly reducedMotion?: boolean
  readonly forcedColors?: boolean
  /** Path and search to open after signing in. */
  readonly at?: string
  /** Further options of the browser's context, such as a time zone or a storage. */
  readonly context?: BrowserContextOptions
  /** How far the browser's wall clock is ahead of the machine's. */
  readonly browserClockOffMs?: number
  /** Messages of the browser that belong to what is tested. */
  readonly tolerates?: RegExp
}
