/** What the gates of runs decided and what is left of it, by primary key. */
export interface TrustTables {
  readonly run_trust: Map<string, RunTrustRow>
  readonly spent_proof: Map<string, { nonce: string; job: string; expires_at: number | null }>
  readonly trust_handle: Map<string, HandleRow>
}

interface RunTrustRow {
  run: string
  job: string
  decision: string
  code: string | null
  facts: string | null
  envelope: string | null
  sha256: string | null
}

export interface HandleRow {
  handle: string
  run: string
  provider: string
  state: string
  tries: number
}

export function emptyTrustTables(): TrustTables {
  return { run_trust: new Map(), spent_proof: new Map(), trust_handle: new Map() }
}
