import { createContext, type Context, useContext, useSyncExternalStore } from 'react'
import type { CoreContact, WindowNews } from '#schemas'
import type { ShellClient } from '../client/shell.ts'

/** What waits to be shown. How the core stands is no such thing. */
export type Brought = Exclude<WindowNews, { news: 'core' }>
export type BroughtJob = Extract<WindowNews, { news: 'job' }>

const AGAIN_MS = 1000

/** What the application around this window has brought, and how it stands with its core. */
export interface ShellNews {
  readonly subscribe: (tell: () => void) => () => void
  readonly core: () => CoreContact | undefined
  /** Calls back with what the system brings, now and later; the result ends that. */
  readonly onBrought: (take: (brought: Brought) => void) => () => void
  /** Keeps the job of a file for the form of a new job. @returns by which number it is found there */
  readonly keepJob: (job: BroughtJob) => number
  /** Undefined once the page was loaded anew. */
  readonly job: (number: number) => BroughtJob | undefined
  readonly start: () => void
  readonly stop: () => void
}

export function createShellNews(shell: ShellClient): ShellNews {
  const ended = new AbortController()
  const listeners = new Set<() => void>()
  const takers = new Set<(brought: Brought) => void>()
  const jobs: BroughtJob[] = []
  let waiting: Brought[] = []
  let core: CoreContact | undefined

  async function follow(): Promise<void> {
    while (!ended.signal.aborted) {
      try {
        for await (const news of await shell.window.follow(undefined, { signal: ended.signal })) take(news)
      } catch {
        // The port closed, or main was busy; the next round takes it up again.
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }

  function take(news: WindowNews): void {
    if (news.news === 'core') {
      core = news.core
      for (const tell of listeners) tell()
    } else if (takers.size === 0) waiting.push(news)
    else for (const taker of takers) taker(news)
  }

  return {
    subscribe(tell) {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
    core: () => core,
    onBrought(taker) {
      takers.add(taker)
      for (const news of waiting) taker(news)
      waiting = []
      return () => void takers.delete(taker)
    },
    keepJob: (job) => jobs.push(job) - 1,
    job: (number) => jobs[number],
    start: () => void follow(),
    stop: () => ended.abort(),
  }
}

export const ShellNewsContext: Context<ShellNews | undefined> = createContext<ShellNews | undefined>(undefined)

/** Undefined in a browser. */
export function useShellNews(): ShellNews | undefined {
  return useContext(ShellNewsContext)
}

const nothing = () => () => {}

/** How the application stands with its core; undefined in a browser and until it has said so. */
export function useCoreContact(): CoreContact | undefined {
  const news = useShellNews()
  return useSyncExternalStore(news?.subscribe ?? nothing, () => news?.core())
}

/** The job of a file that was brought here by that number. */
export function useBroughtJob(number: number | undefined): BroughtJob | undefined {
  const news = useShellNews()
  return number === undefined ? undefined : news?.job(number)
}
