import { hash } from 'node:crypto'
import type { JobSpec } from '#schemas'
import type { JobRow, JobTable } from '#core/work'
import type { JobPart, RunPart } from './answers.ts'

/** Where one job of DALI's goes: the job that is here already, or a new one and its id. */
export interface Identity {
  readonly id: string
  readonly key: string
  readonly row: JobRow | undefined
}

export interface Identities {
  of(part: JobPart, workspace: string): Identity
}

const MOST_SUFFIXES = 100_000

/** Ids of imported jobs and runs. The same job in the same workspace is found again, whichever file it comes from. */
export function createIdentities(jobs: JobTable): Identities {
  /** Given out in this import: a dry run writes none of them. */
  const planned = new Map<string, string>()
  const taken = new Set<string>()

  /** The id it has there, or with a number where another job has that: DALI let one id stand for several jobs. */
  function freeId(original: string): string {
    for (let number = 1; number < MOST_SUFFIXES; number += 1) {
      const id = number === 1 ? original : `${original}-${number}`
      if (!taken.has(id) && jobs.byId(id) === undefined) return id
    }
    throw new Error(`There are too many jobs called ${original}.`)
  }

  return {
    of({ original_id, digest }: JobPart, workspace: string): Identity {
      const key = `dali:${original_id}:${hash('sha256', JSON.stringify([workspace, digest]))}`
      const row = jobs.byKey(key)
      const id = row?.id ?? planned.get(key) ?? freeId(original_id)
      planned.set(key, id)
      taken.add(id)
      return { id, key, row }
    },
  }
}

/** The same for the same claim and end of the same job. */
export function runId(key: string, { digest }: RunPart): string {
  return `${IMPORTED_RUN}${hash('sha256', `${key}\n${digest}`).slice(0, 40)}`
}

const IMPORTED_RUN = 'run-dali-'

/** Whether nothing but imports has made the job what it is, so that a later import may say more of it. */
export function isAsImported(row: JobRow): boolean {
  if (row.state === 'held') return row.held_reason === 'imported'
  const isFinal = row.state === 'succeeded' || row.state === 'failed'
  return isFinal && row.last_run?.startsWith(IMPORTED_RUN) === true
}

/** What is asked for here: in the workspace, and with the id it had there where that is another. */
export function specHere(part: JobPart, id: string, workspace: string): JobSpec & { workspace: string } {
  const { meta = {}, ...spec } = part.spec
  const known = id === part.original_id ? meta : withOriginalId(meta, part.original_id)
  return { ...spec, workspace, ...(Object.keys(known).length > 0 && { meta: known }) }
}

const MOST_NOTES = 16

function withOriginalId(meta: Record<string, unknown>, original: string): Record<string, unknown> {
  const name = 'dali_job_id'
  return Object.keys(meta).length < MOST_NOTES ? { ...meta, [name]: original } : { dali_meta: meta, [name]: original }
}
