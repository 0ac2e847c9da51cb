import { IN_KIND_INDEX, type Queries } from '#core/record'

/** What earlier imports have written, as the ledger tells. */
export interface Past {
  /** Whether this very ledger went into this workspace, with the kill switch as it is. */
  knows(sha256: string, workspace: string, killSwitch: boolean): boolean
  /** Bodies of the evidence files of this name that were kept. */
  filesNamed(name: string): { id: string; size: number }[]
}

export function createPast(queries: Queries): Past {
  const finished = queries.query<{ sha256: string; workspace: string; killSwitch: number }, { seq: number }>(
    `SELECT seq FROM event INDEXED BY event_kind WHERE ${IN_KIND_INDEX} AND kind = 'import.finished' AND payload ->> '$.ledger_sha256' = :sha256
      AND payload ->> '$.workspace' = :workspace AND (payload ->> '$.kill_switch') >= :killSwitch LIMIT 1`,
  )
  const kept = queries.query<{ name: string }, { id: string; size: number }>(
    `SELECT payload ->> '$.body.id' AS id, payload ->> '$.body.size' AS size FROM event INDEXED BY event_kind
      JOIN body ON body.id = payload ->> '$.name.id'
     WHERE ${IN_KIND_INDEX} AND kind = 'import.file_kept' AND body.content = CAST(:name AS BLOB)`,
  )
  return {
    knows: (sha256, workspace, killSwitch) =>
      finished.get({ sha256, workspace, killSwitch: killSwitch ? 1 : 0 }) !== undefined,
    filesNamed: (name) => kept.all({ name }),
  }
}
