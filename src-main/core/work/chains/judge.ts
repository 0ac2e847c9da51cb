import type { ChainCondition } from '#schemas'
import type { Reader } from '#core/record'
import { MAX_PATTERN_BYTES, testResult, valuesResult } from './chain-tasks.ts'
import type { LeftBehind } from './left-behind.ts'

/** What a condition came to. */
export type Judgement =
  | { readonly met: boolean }
  | { readonly refused: 'unreadable' | 'gone' | 'timed_out' }
  | { readonly refused: 'too_large'; readonly bytes: number; readonly limit: number }

/** Looks into what runs left behind, apart from everything else: a pattern that takes too long loses its thread, and that is all. */
export interface Judge {
  test(left: LeftBehind, condition: ChainCondition): Promise<Judgement>
  /** Values by their paths, those that are there; undefined when it took too long. */
  values(left: LeftBehind, paths: readonly string[]): Promise<Readonly<Record<string, unknown>> | undefined>
  close(): Promise<void>
}

/** One look takes at most so long. */
export const JUDGE_LIMIT_MS = 5000
/** An idle thread is ended after so long. */
const IDLE_MS = 30_000

/** @param open starts the thread; it is asked again when one was ended */
export function createJudge(open: () => Reader, limitMs = JUDGE_LIMIT_MS): Judge {
  let thread: Reader | undefined
  let closed = false
  let idle: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()

  async function end(): Promise<void> {
    const ended = thread
    thread = undefined
    await ended?.close()
  }

  async function ask(task: string, input: object): Promise<unknown> {
    if (closed) throw new Error('The chains were closed.')
    clearTimeout(idle)
    thread ??= open()
    const late = Promise.withResolvers<typeof LATE>()
    const timer = setTimeout(() => late.resolve(LATE), limitMs)
    try {
      const answer = await Promise.race([thread.run(task, input), late.promise])
      if (answer === LATE) await end()
      return answer
    } finally {
      clearTimeout(timer)
      idle = setTimeout(() => void end(), IDLE_MS).unref()
    }
  }

  /** One at a time, so that a thread that is ended takes nobody else with it. */
  function inTurn(task: string, input: object): Promise<unknown> {
    const answer = last.then(() => ask(task, input))
    last = answer.catch(() => undefined)
    return answer
  }

  return {
    async test(left, condition) {
      const answer = await inTurn('chains.test', { left, condition })
      if (answer === LATE) return { refused: 'timed_out' }
      const judged = testResult.parse(answer)
      return 'bytes' in judged ? { ...judged, limit: MAX_PATTERN_BYTES } : judged
    },
    async values(left, paths) {
      const answer = await inTurn('chains.values', { left, paths })
      return answer === LATE ? undefined : valuesResult.parse(answer)
    },
    async close() {
      closed = true
      clearTimeout(idle)
      await end()
    },
  }
}

const LATE = Symbol('late')
