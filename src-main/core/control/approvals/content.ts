import { hash } from 'node:crypto'
import type { JobSpec } from '#schemas'
import { canonicalJson } from '#schemas/format'

/** What makes two jobs the same: everything but the names they are known by. */
export function contentOf(spec: JobSpec): string {
  const { id: _id, idempotency_key: _key, ...content } = spec
  return canonicalJson(content)
}

/**
 * What a job says of how it runs, beside its payload and what approvals compare part by part: trust, retries, delivery and what
 * comes to be. Neither its names, its time, its place in the queue nor its notes.
 */
export function runTermsOf(spec: JobSpec): string {
  const { id: _id, idempotency_key: _key, payload: _payload, policy: _policy, budgets: _budgets, ...more } = spec
  const { preset: _preset, requires: _requires, workspace: _workspace, max_attempts: _attempts, ...rest } = more
  const { priority: _priority, run_at: _at, deferrable: _mayWait, meta: _meta, ...terms } = rest
  return canonicalJson(terms)
}

/** SHA-256 of a text, in hex. */
export function hashOf(text: string): string {
  return hash('sha256', text)
}
