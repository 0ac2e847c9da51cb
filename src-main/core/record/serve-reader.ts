import { AsyncLocalStorage } from 'node:async_hooks'
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { isInterlockError } from '#schemas'
import { codeOf } from './home.ts'
import type { ReaderAnswer, ReaderMessage, ReaderNews, ReaderRequest } from './reader.ts'

/** A read-only connection, such as the thread's own. */
export type ReadConnection = Database.Database

/**
 * A slow read. It gets the thread's read-only connection and pages its way, since a long read pins the WAL and lets nobody
 * else read: `nextTurn` between pieces of some 20 ms at most.
 */
export type ReaderTask = (database: ReadConnection, input: unknown) => Promise<unknown>

/** Set around each task: whether who asked has given it up. */
const givenUp = new AsyncLocalStorage<AbortSignal>()

export function openReadOnly(file: string): ReadConnection {
  return new Database(file, { readonly: true })
}

/** Serves `tasks` in a thread started by `createReader`. */
export function serveReader(tasks: Readonly<Record<string, ReaderTask>>): void {
  const port = parentPort
  if (port === null) throw new Error('The reader runs as a thread of the core.')
  const { database: file } = z.object({ database: z.string() }).parse(workerData)
  const database = openReadOnly(file)
  const running = new Map<number, AbortController>()

  async function answer(request: ReaderRequest): Promise<ReaderAnswer> {
    const task = tasks[request.task]
    if (task === undefined) return { id: request.id, error: `The reader has no task ${request.task}.`, code: 'no_task' }
    try {
      // What was given up while another task had its turn is not begun.
      await nextTurn()
      return { id: request.id, value: await task(database, request.input) }
    } catch (error) {
      return {
        id: request.id,
        error: error instanceof Error ? error.message : String(error),
        code: codeOf(error),
        ...(isInterlockError(error) && { data: error.data }),
      }
    }
  }

  port.on('message', (message: ReaderMessage) => {
    if ('cancel' in message) {
      running.get(message.cancel)?.abort()
      return
    }
    const abort = new AbortController()
    running.set(message.id, abort)
    void givenUp
      .run(abort.signal, () => answer(message))
      .then((each) => {
        running.delete(message.id)
        port.postMessage(each)
      })
  })
}

/**
 * Lets other requests of the thread have a turn between two pages.
 * @throws AbortError when who asked for this task has given it up
 */
export async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  givenUp.getStore()?.throwIfAborted()
}

/** Tells the core something that no request asked for; nobody hears it outside of the thread. */
export function tellCore(told: string): void {
  parentPort?.postMessage({ told } satisfies ReaderNews)
}

/** Goes on whoever gives up: for work whose result several wait for. */
export function unstoppable<T>(work: () => Promise<T>): Promise<T> {
  return givenUp.exit(work)
}
