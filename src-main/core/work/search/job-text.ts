import type { JobText, Queries } from '#core/record'

interface TextRow {
  seq: number
  created_at: number
  id: string
  type: string
  workspace: string
  title: string
  idempotency_key: string | null
  content: Buffer | null
  code: string | null
  message: string | null
}

/** Bytes of payload, and of notes, that are searched; what is larger is a file by another name. */
const MAX_TEXT = 4096

/** Reads what of a job is searched for: the same at any time after the last event that touches it. */
export function createJobTexts(queries: Queries): (id: string) => JobText | undefined {
  const select = queries.query<{ id: string }, TextRow>(
    `SELECT job.seq, job.created_at, job.id, job.type, job.workspace, job.title, job.idempotency_key, body.content, failed.code, failed.message
       FROM job JOIN body ON body.id = job.spec
       LEFT JOIN run AS failed ON failed.job_id = job.id
        AND failed.number = (SELECT max(number) FROM run WHERE run.job_id = job.id AND run.code IS NOT NULL)
      WHERE job.id = :id`,
  )
  return (id) => {
    const row = select.get({ id })
    if (row === undefined) return undefined
    const spec = readSpec(row.content)
    return {
      seq: row.seq,
      created: row.created_at,
      title: row.title,
      names: [row.id, row.type, row.workspace, row.idempotency_key ?? ''].join('\n'),
      notes: leaves(spec['meta']),
      payload: leaves(spec['payload']),
      failure: row.code === null ? '' : `${row.code}\n${row.message ?? ''}`,
    }
  }
}

function readSpec(content: Buffer | null): Record<string, unknown> {
  try {
    const spec: unknown = JSON.parse(content?.toString('utf8') ?? '{}')
    return typeof spec === 'object' && spec !== null ? { ...spec } : {}
  } catch {
    // Not JSON any more: the job is held for it, and found by its names.
    return {}
  }
}

/** The texts and numbers in a value, as far as they fit. */
function leaves(value: unknown): string {
  const found: string[] = []
  let room = MAX_TEXT
  const take = (each: unknown): void => {
    if (room <= 0) return
    if (typeof each === 'string' || typeof each === 'number') {
      const text = String(each).slice(0, room)
      found.push(text)
      room -= text.length + 1
    } else if (Array.isArray(each)) for (const item of each) take(item)
    else if (typeof each === 'object' && each !== null) for (const item of Object.values(each)) take(item)
  }
  take(value)
  return found.join('\n')
}
