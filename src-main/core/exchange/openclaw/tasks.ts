import { createHash } from 'node:crypto'
import { openSync, readFileSync, readSync, closeSync, statSync } from 'node:fs'
import { z } from 'zod'
import type { ReaderTask } from '#core/record'
import type { Foreign, ForeignRun } from './foreign.ts'
import { readDatabase, readRuns } from './read-database.ts'
import { readJobsJson } from './read-jobs-json.ts'

const MAX_JSON_BYTES = 16 * 1024 * 1024
const SQLITE = 'SQLite format 3\0'

const readRequest = z.strictObject({ file: z.string() })
const runsRequest = z.strictObject({ file: z.string(), job: z.string() })

/** What became of reading; a reason is the end of a sentence. */
export type ReadAnswer = { outcome: 'read'; found: Foreign } | { outcome: 'unreadable'; reason: string }

/** Reading copies of what OpenClaw and its scheduler wrote, on the reader thread. */
export function openclawTasks(): Readonly<Record<string, ReaderTask>> {
  return {
    'openclaw.read': (_database, input): Promise<ReadAnswer> => {
      const { file } = readRequest.parse(input)
      try {
        return Promise.resolve({ outcome: 'read', found: found(file) })
      } catch (error) {
        return Promise.resolve({
          outcome: 'unreadable',
          reason: error instanceof Error ? error.message : String(error),
        })
      }
    },
    'openclaw.runs': (_database, input): Promise<ForeignRun[]> => {
      const { file, job } = runsRequest.parse(input)
      return Promise.resolve(readRuns(file, job))
    },
  }
}

function found(file: string): Foreign {
  const bytes = statSync(file).size
  const nothing = { aliases: [], agents: [], kept: [] }
  if (beginsWith(file, SQLITE)) {
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
    return { form: 'scheduler_database', bytes, sha256, ...readDatabase(file) }
  }
  if (bytes > MAX_JSON_BYTES) throw new Error('it is no database, and too large for a jobs.json (16 MiB)')
  const content = readFileSync(file)
  const sha256 = createHash('sha256').update(content).digest('hex')
  return { form: 'jobs_json', bytes, sha256, ...nothing, ...readJobsJson(content.toString('utf8')) }
}

function beginsWith(file: string, text: string): boolean {
  const head = Buffer.alloc(text.length)
  const descriptor = openSync(file, 'r')
  try {
    return readSync(descriptor, head, 0, head.length, 0) === head.length && head.toString('latin1') === text
  } finally {
    closeSync(descriptor)
  }
}
