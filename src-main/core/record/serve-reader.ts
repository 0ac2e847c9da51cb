import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { z } from 'zod'
import { codeOf } from './home.ts'
import type { ReaderAnswer, ReaderRequest } from './reader.ts'

/** The thread's own read-only connection. */
export type ReadConnection = Database.Database

/** A slow read. It gets the thread's read-only connection and pages its way, since a long read pins the WAL. */
export type ReaderTask = (database: ReadConnection, input: unknown) => Promise<unknown>

/** Serves `tasks` in a thread started by `createReader`. */
export function serveReader(tasks: Readonly<Record<string, ReaderTask>>): void {
  const port = parentPort
  if (port === null) throw new Error('The reader runs as a thread of the core.')
  const { database: file } = z.object({ database: z.string() }).parse(workerData)
  const database = new Database(file, { readonly: true })

  async function answer(request: ReaderRequest): Promise<ReaderAnswer> {
    const task = tasks[request.task]
    if (task === undefined) return { id: request.id, error: `The reader has no task ${request.task}.`, code: 'no_task' }
    try {
      return { id: request.id, value: await task(database, request.input) }
    } catch (error) {
      return { id: request.id, error: error instanceof Error ? error.message : String(error), code: codeOf(error) }
    }
  }

  port.on('message', (request: ReaderRequest) => {
    void answer(request).then((each) => port.postMessage(each))
  })
}

/** Lets other requests of the thread have a turn between two pages. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
