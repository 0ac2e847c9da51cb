import { hash } from 'node:crypto'
import type { JobSpec } from '#schemas'
import { canonicalJson } from '#schemas/format'

/** What makes two jobs the same: everything but the names they are known by. */
export function contentOf(spec: JobSpec): string {
  const { id: _id, idempotency_key: _key, ...content } = spec
  return canonicalJson(content)
}

/** SHA-256 of a text, in hex. */
export function hashOf(text: string): string {
  return hash('sha256', text)
}
