import type { Reducers } from './reducer.ts'
import type { HandleRow, TrustTables } from './trust-tables.ts'

export const trustReducers: Reducers = {
  'trust.decided'({ trust }, { run_id, job_id, payload: { decision, code, facts } }) {
    const run = run_id ?? ''
    trust.run_trust.set(run, { run, job: job_id ?? '', decision, code, facts: facts.id, envelope: null, sha256: null })
  },
  'run.trust'({ trust }, { run_id, job_id, payload: { decision, code, envelope, sha256 } }) {
    const run = run_id ?? ''
    const before = trust.run_trust.get(run) ?? { run, job: job_id ?? '', decision, code, facts: null }
    trust.run_trust.set(run, { ...before, envelope: envelope.id, sha256 })
  },
  'trust.proof_spent'({ trust }, { job_id, payload: { nonce, expires_at } }) {
    trust.spent_proof.set(nonce, { nonce, job: job_id ?? '', expires_at })
  },
  'trust.credentials_asked'({ trust }, { run_id, payload: { handle, provider } }) {
    trust.trust_handle.set(handle, { handle, run: run_id ?? '', provider, state: 'due', tries: 0 })
  },
  'trust.credentials_cleaned'({ trust }, { payload: { handle, tries } }) {
    change(trust, handle, { state: 'done', tries })
  },
  'trust.cleanup_failed'({ trust }, { payload: { handle, tries, given_up } }) {
    change(trust, handle, { state: given_up ? 'given_up' : 'due', tries })
  },
}

function change({ trust_handle }: TrustTables, handle: string, to: Pick<HandleRow, 'state' | 'tries'>): void {
  const row = trust_handle.get(handle)
  if (row === undefined) throw new Error(`Nobody was asked for ${handle}.`)
  Object.assign(row, to)
}
