import { Worker } from 'node:worker_threads'
import { InterlockError, isInterlockError } from '#schemas'
import { asStorageFailure } from './damage.ts'

/** Runs slow reads on a thread with its own read-only connection, so that the main loop keeps turning. */
export interface Reader {
  /**
   * @param task name of a task the thread serves
   * @throws InterlockError core_stopping, database_damaged; Error with the thread's message when the task fails
   */
  run(task: string, input: unknown): Promise<unknown>
  /** Damage of the database it met in this life. */
  failure(): InterlockError | undefined
  close(): Promise<void>
}

/** A request to the thread and its answer. */
export interface ReaderRequest {
  readonly id: number
  readonly task: string
  readonly input: unknown
}
export type ReaderAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string; readonly code: string }

/** The thread starts with the first request and is started anew should it end. */
export function createReader(entry: string, database: string): Reader {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>()
  let thread: Worker | undefined
  let next = 1
  let closed = false
  let failure: InterlockError | undefined

  function start(): Worker {
    const started = new Worker(entry, { workerData: { database } })
    started.unref()
    started.on('message', (answer: ReaderAnswer) => {
      const caller = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('error' in answer) caller?.reject(toThrow(answer))
      else caller?.resolve(answer.value)
    })
    const fail = (reason: string) => {
      if (thread === started) thread = undefined
      for (const caller of waiting.values()) caller.reject(new Error(reason))
      waiting.clear()
    }
    started.on('error', (error) =>
      fail(`The reader thread failed: ${error instanceof Error ? error.message : String(error)}`),
    )
    started.on('exit', (code) => fail(`The reader thread ended with code ${code}.`))
    return started
  }

  function toThrow({ error, code }: Extract<ReaderAnswer, { error: string }>): unknown {
    const thrown = asStorageFailure(Object.assign(new Error(error), { code }), database)
    if (isInterlockError(thrown, 'database_damaged')) failure = thrown
    return thrown
  }

  return {
    run(task, input) {
      if (closed) return Promise.reject(new InterlockError('core_stopping', {}))
      thread ??= start()
      const request: ReaderRequest = { id: next++, task, input }
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      waiting.set(request.id, { resolve, reject })
      thread.postMessage(request)
      return promise
    },
    failure: () => failure,
    async close() {
      closed = true
      await thread?.terminate()
    },
  }
}
