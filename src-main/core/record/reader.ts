import { Worker } from 'node:worker_threads'
import { InterlockError, isInterlockError, rebuiltError } from '#schemas'
import { asStorageFailure } from './damage.ts'

/** Runs slow reads on a thread with its own read-only connection, so that the main loop keeps turning. */
export interface Reader {
  /**
   * @param task name of a task the thread serves
   * @param signal ends the task at its next turn; the promise rejects with the signal's reason at once
   * @throws InterlockError core_stopping, too_many_requests, database_damaged, or what the task threw; Error with the thread's
   *   message else
   */
  run(task: string, input: unknown, signal?: AbortSignal): Promise<unknown>
  /** Damage of the database it met in this life. */
  failure(): InterlockError | undefined
  /** What the thread tells by itself, such as `index_emptied`. @returns stops listening */
  onTold(listener: (told: string) => void): () => void
  close(): Promise<void>
}

/** Tasks of which so many are worked on at a time, taken together. `what` is what a person calls them. */
export interface ReaderLimit {
  readonly what: string
  readonly most: number
  readonly tasks: readonly string[]
}

/** A request to the thread, or that one be given up. */
export type ReaderMessage = ReaderRequest | { readonly cancel: number }
export interface ReaderRequest {
  readonly id: number
  readonly task: string
  readonly input: unknown
}
export type ReaderAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string; readonly code: string; readonly data?: unknown }

/** What no request asked for. */
export interface ReaderNews {
  readonly told: string
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new DOMException('The reading was given up.', 'AbortError')
}

/** Rows that are read live shortly: left alone the thread would keep 150 MB of dead ones before it looks for any. */
const YOUNG_MB = 4

/** The thread starts with the first request and is started anew should it end. */
export function createReader(entry: string, database: string, limits: readonly ReaderLimit[] = []): Reader {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>()
  const listeners = new Set<(told: string) => void>()
  /** What the thread has not answered yet, given up or not: it may be at work on it. */
  const atWork = new Map<number, string>()
  let thread: Worker | undefined
  let next = 1
  let closed = false
  let failure: InterlockError | undefined

  function start(): Worker {
    const started = new Worker(entry, {
      workerData: { database },
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    })
    started.unref()
    started.on('message', (answer: ReaderAnswer | ReaderNews) => {
      if ('told' in answer) {
        for (const listener of listeners) listener(answer.told)
        return
      }
      atWork.delete(answer.id)
      const caller = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('error' in answer) caller?.reject(toThrow(answer))
      else caller?.resolve(answer.value)
    })
    const fail = (reason: string) => {
      // An error is followed by an exit, and what was asked for in between waits for the next thread.
      if (thread !== started) return
      thread = undefined
      const error = closed ? new InterlockError('core_stopping', {}) : new Error(reason)
      for (const caller of waiting.values()) caller.reject(error)
      waiting.clear()
      atWork.clear()
    }
    started.on('error', (error) =>
      fail(`The reader thread failed: ${error instanceof Error ? error.message : String(error)}`),
    )
    started.on('exit', (code) => fail(`The reader thread ended with code ${code}.`))
    return started
  }

  function toThrow({ error, code, data }: Extract<ReaderAnswer, { error: string }>): unknown {
    const thrown = rebuiltError(code, data) ?? asStorageFailure(Object.assign(new Error(error), { code }), database)
    if (isInterlockError(thrown, 'database_damaged')) failure = thrown
    return thrown
  }

  function refusalOf(task: string): InterlockError | undefined {
    const limit = limits.find(({ tasks }) => tasks.includes(task))
    if (limit === undefined) return undefined
    const { what, most, tasks } = limit
    const busy = [...atWork.values()].filter((each) => tasks.includes(each)).length
    return busy < most ? undefined : new InterlockError('too_many_requests', { what, limit: most })
  }

  return {
    run(task, input, signal) {
      if (closed) return Promise.reject(new InterlockError('core_stopping', {}))
      if (signal?.aborted) return Promise.reject(reasonOf(signal))
      const refusal = refusalOf(task)
      if (refusal !== undefined) return Promise.reject(refusal)
      thread ??= start()
      const asked = thread
      const request: ReaderRequest = { id: next++, task, input }
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      waiting.set(request.id, { resolve, reject })
      atWork.set(request.id, task)
      asked.postMessage(request)
      if (signal === undefined) return promise
      const giveUp = () => {
        if (!waiting.delete(request.id)) return
        asked.postMessage({ cancel: request.id } satisfies ReaderMessage)
        reject(reasonOf(signal))
      }
      signal.addEventListener('abort', giveUp, { once: true })
      return promise.finally(() => signal.removeEventListener('abort', giveUp))
    },
    failure: () => failure,
    onTold(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closed = true
      await thread?.terminate()
    },
  }
}
