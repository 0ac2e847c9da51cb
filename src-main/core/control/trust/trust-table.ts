import { createHash } from 'node:crypto'
import { type RunTrust, type TrustEnvelope, trustEnvelopeSchema, type TrustFacts } from '#schemas'
import { canonicalJson } from '#schemas/format'
import type { Bodies, Ledger, Store, Write } from '#core/record'

/** What is kept of a run's gates. */
export interface RunTrustRow {
  run: string
  job: string
  decision: TrustFacts['gate']['decision']
  code: string | null
  /** Body of the facts; null for a run that was stopped before they were decided. */
  facts: string | null
  /** Body of the envelope; null while the run goes on. */
  envelope: string | null
  sha256: string | null
}

/** Something a provider handed over and has to take back, by its handle. The value is nowhere. */
export interface HandleRow {
  handle: string
  run: string
  provider: string
  state: NonNullable<HandleState>
  tries: number
}

type HandleState = Exclude<RunTrust['cleanup'], 'not_needed'>

export interface TrustTable {
  byRun(run: string): RunTrustRow | undefined
  ofJob(job: string): RunTrustRow[]
  handlesOf(run: string): HandleRow[]
  /** What is to be taken back from runs that are over. */
  dueHandles(): HandleRow[]
  decide(write: Write, facts: TrustFacts): void
  /** Keeps the envelope. @returns its SHA-256 */
  seal(write: Write, envelope: TrustEnvelope): string
  /** Uses up what makes a proof single. @returns false where another job has done so */
  spend(write: Write, job: string, run: string, nonce: string, expiresAt: number | null): boolean
  askFor(write: Write, handle: { handle: string; job: string; run: string; provider: string; names: string[] }): void
  cleaned(write: Write, handle: HandleRow, tries: number): void
  notCleaned(write: Write, handle: HandleRow, failure: { tries: number; reason: string; givenUp: boolean }): void
}

export function createTrustTable({
  store,
  ledger,
  bodies,
}: {
  store: Store
  ledger: Ledger
  bodies: Bodies
}): TrustTable {
  const byRun = store.query<{ run: string }, RunTrustRow>('SELECT * FROM run_trust WHERE run = :run')
  const ofJob = store.query<{ job: string }, RunTrustRow>('SELECT * FROM run_trust WHERE job = :job ORDER BY run')
  const insertDecision = store.change<Omit<RunTrustRow, 'envelope' | 'sha256'>>(
    'INSERT INTO run_trust(run, job, decision, code, facts) VALUES (:run, :job, :decision, :code, :facts)',
  )
  const insertEnvelope = store.change<Omit<RunTrustRow, 'facts'>>(
    `INSERT INTO run_trust(run, job, decision, code, envelope, sha256) VALUES (:run, :job, :decision, :code, :envelope, :sha256)
      ON CONFLICT(run) DO UPDATE SET envelope = excluded.envelope, sha256 = excluded.sha256`,
  )
  const spentBy = store.query<{ nonce: string }, { job: string }>('SELECT job FROM spent_proof WHERE nonce = :nonce')
  const insertSpent = store.change<{ nonce: string; job: string; expires_at: number | null }>(
    'INSERT INTO spent_proof(nonce, job, expires_at) VALUES (:nonce, :job, :expires_at)',
  )
  const handlesOf = store.query<{ run: string }, HandleRow>('SELECT * FROM trust_handle WHERE run = :run')
  const dueHandles = store.query<object, HandleRow>(
    `SELECT trust_handle.* FROM trust_handle JOIN run ON run.id = trust_handle.run
      WHERE trust_handle.state = 'due' AND run.state <> 'running' ORDER BY handle`,
  )
  const insertHandle = store.change<Omit<HandleRow, 'state' | 'tries'>>(
    "INSERT INTO trust_handle(handle, run, provider, state, tries) VALUES (:handle, :run, :provider, 'due', 0)",
  )
  const setHandle = store.change<Pick<HandleRow, 'handle' | 'state' | 'tries'>>(
    'UPDATE trust_handle SET state = :state, tries = :tries WHERE handle = :handle',
  )

  /** The event of a handle belongs to its job as well, so that the evidence of the job has it. */
  function contextOf({ run }: HandleRow) {
    const job = byRun.get({ run })?.job
    return { actor: 'core', run, ...(job !== undefined && { job }) }
  }

  return {
    byRun: (run) => byRun.get({ run }),
    ofJob: (job) => ofJob.all({ job }),
    handlesOf: (run) => handlesOf.all({ run }),
    dueHandles: () => dueHandles.all({}),
    decide(write, facts) {
      const { run, job } = facts
      const { decision, code } = facts.gate
      if (decision === 'stopped') return
      const body = bodies.json(write, facts)
      ledger.append(write, 'trust.decided', { decision, code, facts: body }, { actor: 'core', job, run })
      insertDecision.run(write, { run, job, decision, code, facts: body.id })
    },
    seal(write, envelope) {
      const text = canonicalJson(envelope)
      const sha256 = sha256Of(text)
      const { run, job } = envelope
      const { decision, code } = envelope.gate
      const body = bodies.canonical(write, text)
      ledger.append(write, 'run.trust', { decision, code, envelope: body, sha256 }, { actor: 'core', job, run })
      insertEnvelope.run(write, { run, job, decision, code, envelope: body.id, sha256 })
      return sha256
    },
    spend(write, job, run, nonce, expiresAt) {
      const by = spentBy.get({ nonce })
      if (by !== undefined) return by.job === job
      ledger.append(write, 'trust.proof_spent', { nonce, expires_at: expiresAt }, { actor: 'core', job, run })
      insertSpent.run(write, { nonce, job, expires_at: expiresAt })
      return true
    },
    askFor(write, { handle, job, run, provider, names }) {
      ledger.append(write, 'trust.credentials_asked', { handle, provider, names }, { actor: 'core', job, run })
      insertHandle.run(write, { handle, run, provider })
    },
    cleaned(write, row, tries) {
      const { handle } = row
      ledger.append(write, 'trust.credentials_cleaned', { handle, tries }, contextOf(row))
      setHandle.run(write, { handle, state: 'done', tries })
    },
    notCleaned(write, row, { tries, reason, givenUp }) {
      const { handle } = row
      ledger.append(write, 'trust.cleanup_failed', { handle, reason, tries, given_up: givenUp }, contextOf(row))
      setHandle.run(write, { handle, state: givenUp ? 'given_up' : 'due', tries })
    },
  }
}

/** The JSON body of a row as it was kept; undefined where it is gone or was changed. */
export function storedJson(bodies: Bodies, id: string | null): unknown {
  const text = storedText(bodies, id)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A run's sealed evidence, and whether it is what was sealed; undefined where it cannot be read. */
export function sealedFacts(
  bodies: Bodies,
  { envelope, sha256 }: Pick<RunTrustRow, 'envelope' | 'sha256'>,
): { facts: TrustFacts; outcome: TrustEnvelope['outcome']; intact: boolean } | undefined {
  const parsed = trustEnvelopeSchema.safeParse(storedJson(bodies, envelope)).data
  if (parsed === undefined) return undefined
  const { outcome, ...facts } = parsed
  return { facts, outcome, intact: sha256Of(storedText(bodies, envelope) ?? '') === sha256 }
}

function storedText(bodies: Bodies, id: string | null): string | undefined {
  return id === null ? undefined : bodies.read(id)?.toString('utf8')
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
