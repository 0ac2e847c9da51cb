import { hash } from 'node:crypto'
import { isInterlockError, type JobSpec, MAX_JOB_BYTES, parseJob } from '#schemas'
import { canonicalJson, utf8Length } from '#schemas/format'
import { asJson } from './loose-json.ts'

/** A job of DALI's in our form, and what tells its content from another's. */
export type Content =
  | { readonly ok: true; readonly spec: JobSpec; readonly digest: string }
  | { readonly ok: false; readonly problem: string }

/**
 * What one enqueue asked for. When it was asked is no part of it: DALI's demo has another `created_at_utc` each time and is
 * the same job.
 */
export function contentOf(job: unknown): Content {
  try {
    const { id, ...asked } = parseJob(asJson(job))
    const content = { ...asked, compat: 'dali' as const }
    const text = canonicalJson(content)
    const bytes = utf8Length(text)
    if (bytes > MAX_JOB_BYTES)
      return { ok: false, problem: `It has ${bytes} bytes; the limit is ${MAX_JOB_BYTES} bytes.` }
    return { ok: true, spec: { ...content, ...(id !== undefined && { id }) }, digest: hash('sha256', text) }
  } catch (error) {
    if (isInterlockError(error)) return { ok: false, problem: error.message }
    throw error
  }
}
