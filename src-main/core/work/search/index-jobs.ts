import { z } from 'zod'
import { nextTurn, queriesOf, type ReadConnection, type ReaderTask, textIndexOf } from '#core/record'
import { createJobTexts } from './job-text.ts'

/** Answer of the task: whether everything of the ledger is in the index, and how many events it has looked at. */
export const indexed = z.strictObject({ done: z.boolean(), events: z.int() })

/** Events looked at in one piece, so that a search comes between two of them after some ten milliseconds. */
const CHUNK = 200
/** A call gives the thread back after so long; who asked decides when it goes on. */
const CALL_MS = 120

interface Touch {
  seq: number
  kind: string
  job_id: string | null
  code: string | null
  hash: Buffer
}

/** The next part of the index. */
export const indexJobs: ReaderTask = (database) => catchUp(database, CALL_MS)

/**
 * Goes on with the index from where it stands. The texts are those the job has now, so going over an event twice changes
 * nothing.
 * @param ms after which it leaves the rest for another time
 */
export async function catchUp(database: ReadConnection, ms: number): Promise<z.infer<typeof indexed>> {
  const index = textIndexOf(database)
  const { touches, hashOf, textOf } = readersOf(database)
  const until = performance.now() + ms
  let events = 0
  for (;;) {
    const marker = index.marker()
    if (marker.seq > 0 && hashOf.get({ seq: marker.seq })?.hash.equals(marker.hash) !== true) {
      // Another ledger lies here than the one it was made of, such as an older copy.
      index.clear()
      continue
    }
    const rows = touches.all({ after: marker.seq, limit: CHUNK })
    const last = rows.at(-1)
    if (last === undefined) return { done: true, events }
    const jobs = new Set(rows.filter(({ kind, code }) => changesText(kind, { code })).map((row) => row.job_id ?? ''))
    index.put(
      [...jobs].map(textOf).filter((text) => text !== undefined),
      { seq: last.seq, hash: last.hash },
    )
    events += rows.length
    if (performance.now() >= until) return { done: false, events }
    await nextTurn()
  }
}

/** Whether such an event changes what is searched for: a job is there, a run ended with a failure. */
export function changesText(kind: string, payload: object): boolean {
  if (kind === 'job.enqueued' || kind === 'job.imported') return true
  return (kind === 'run.finished' || kind === 'run.imported') && 'code' in payload && payload.code !== null
}

type Readers = ReturnType<typeof makeReaders>
const known = new WeakMap<ReadConnection, Readers>()

function readersOf(database: ReadConnection): Readers {
  const readers = known.get(database) ?? makeReaders(database)
  known.set(database, readers)
  return readers
}

function makeReaders(database: ReadConnection) {
  const queries = queriesOf(database)
  return {
    touches: queries.query<{ after: number; limit: number }, Touch>(
      `SELECT seq, kind, job_id, hash,
          CASE WHEN kind IN ('run.finished', 'run.imported') AND json_valid(payload) THEN payload ->> '$.code' END AS code
        FROM event WHERE seq > :after ORDER BY seq LIMIT :limit`,
    ),
    hashOf: queries.query<{ seq: number }, { hash: Buffer }>('SELECT hash FROM event WHERE seq = :seq'),
    textOf: createJobTexts(queries),
  }
}
