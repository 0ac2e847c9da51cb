import {
  type BodyRef,
  bodyRefSchema,
  effectsOf,
  type EventRecord,
  type JobSpec,
  jobStateSchema,
  type Provenance,
  type ReviewStep,
} from '#schemas'
import { isoTime } from '#schemas/format'
import type { Bodies, Ledger, Store } from '#core/record'
import type { JobTable } from '../job-table.ts'
import { type ArtifactRow, type RunTable, toRun } from '../run-table.ts'

const MAX_INPUTS = 100
/** Steps that are shown, the newest; more are counted. */
const MAX_STEPS = 200

const DECIDED = `run_id = :run AND kind >= 'artifact.' AND kind < 'artifact/' AND kind <> 'artifact.created'
  AND CASE WHEN json_valid(payload) THEN payload ->> '$.artifact' END = :artifact`

// A row that somebody wrote to is shown as far as it can be read.
const shownState = jobStateSchema.catch('held')

/** Tells where artifacts come from and what happened to them, out of the job, the run and the ledger. */
export interface Provenances {
  of(artifact: ArtifactRow): { provenance: Provenance; history: ReviewStep[]; history_more: number } | undefined
}

export function createProvenances({
  store,
  ledger,
  bodies,
  jobs,
  runs,
}: {
  store: Store
  ledger: Ledger
  bodies: Bodies
  jobs: JobTable
  runs: RunTable
}): Provenances {
  const decided = store.query<{ run: string; artifact: string; limit: number }, { seq: number }>(
    `SELECT seq FROM event INDEXED BY event_review WHERE ${DECIDED} ORDER BY seq DESC LIMIT :limit`,
  )
  const countDecided = store.query<{ run: string; artifact: string }, { n: number }>(
    `SELECT count(*) AS n FROM event INDEXED BY event_review WHERE ${DECIDED}`,
  )
  const enqueued = store.query<{ seq: number }, { digest: string | null }>(
    "SELECT CASE WHEN json_valid(payload) THEN payload ->> '$.spec.digest' END AS digest FROM event WHERE seq = :seq",
  )

  function noteOf(event: EventRecord): string | null {
    const ref = bodyRefSchema.safeParse(event.payload['note'] ?? event.payload['message']).data
    return ref === undefined ? null : textOf(ref)
  }

  function textOf(ref: BodyRef): string | null {
    return bodies.read(ref.id)?.toString('utf8') ?? null
  }

  /** The newest of what was decided, in its order, behind its making. */
  function historyOf({ id, run_id, made_seq }: ArtifactRow): { history: ReviewStep[]; history_more: number } {
    const about = { run: run_id, artifact: id }
    const seqs = decided.all({ ...about, limit: MAX_STEPS }).map(({ seq }) => seq)
    const events = [made_seq ?? 0, ...seqs.toReversed()]
      .map((seq) => ledger.get(seq))
      .filter((event) => event !== undefined)
    return {
      history: events.map((event) => ({
        seq: event.seq,
        kind: event.kind,
        at: isoTime(event.at),
        by: event.actor,
        note: noteOf(event),
      })),
      history_more: seqs.length < MAX_STEPS ? 0 : (countDecided.get(about)?.n ?? 0) - seqs.length,
    }
  }

  return {
    of(artifact) {
      const job = jobs.byId(artifact.job_id)
      const run = runs.byId(artifact.run_id)
      if (job === undefined || run === undefined) return undefined
      const { header, state: runState } = toRun(run, runs.header(run), bodies, undefined)
      const inputs = inputsOf(jobs.spec(job))
      return {
        ...historyOf(artifact),
        provenance: {
          job: {
            id: job.id,
            type: job.type,
            title: job.title,
            state: shownState.parse(job.state),
            workspace: job.workspace,
          },
          run: { id: run.id, number: run.number, state: runState, worker: run.worker },
          inputs: inputs.slice(0, MAX_INPUTS),
          inputs_more: Math.max(0, inputs.length - MAX_INPUTS),
          request_digest: enqueued.get({ seq: job.seq })?.digest ?? null,
          content_digest: bodies.find(artifact.body)?.digest?.toString('hex') ?? null,
          policy_hash: header?.tool_policy_hash ?? null,
          budgets_hash: header?.budgets_hash ?? null,
          sandbox_level: header?.sandbox_level ?? null,
          sandbox_reason: header?.sandbox_reason ?? null,
          model_mode: header?.model_mode ?? null,
          created_seq: artifact.made_seq,
        },
      }
    },
  }
}

/** What a job was told to read or run, one line each. */
function inputsOf(spec: JobSpec | undefined): string[] {
  switch (spec?.type) {
    case undefined:
      return []
    case 'doc_compactor_task':
      return spec.payload.inputs
    case 'repo_index_task':
      return spec.payload.include_globs
    case 'test_runner_task':
    case 'shell_task':
    case 'watchdog_task':
      return effectsOf(spec).commands.map(({ argv }) => argv.join(' '))
  }
}
