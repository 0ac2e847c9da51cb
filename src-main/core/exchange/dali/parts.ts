import { createHash } from 'node:crypto'
import { type ImportWhy, type JobSpec, testRunnerResult, type Usage, type Verdict } from '#schemas'
import { canonicalJson, utf8Length } from '#schemas/format'
import { type ArtifactPart, type JobPart, MAX_VALUE_BYTES, type RunPart } from './answers.ts'
import { contentOf } from './content.ts'
import { type Attempt, type FoldedJob, inOrder, type Place, type Standing } from './fold.ts'
import { asJson } from './loose-json.ts'
import { isObject } from './rows.ts'
import type { Session } from './session.ts'

/** Runs of one part. */
const MOST_RUNS = 25
const SHOWN_ROWS = 100

/** Every job of a session with its runs, read again from the ledger in pieces that a write can take. */
export function* partsOf(session: Session): Generator<JobPart, void, void> {
  for (const job of session.jobs) {
    const attempts = inOrder(job.attempts)
    const whole = describeJob(session, job)
    const describe = createRunDescription(session, job, attempts, whole.spec.type)
    for (let from = 0; from === 0 || from < attempts.length; from += MOST_RUNS) {
      const runs = attempts.slice(from, from + MOST_RUNS).map(describe)
      const isLast = from + MOST_RUNS >= attempts.length
      const why = isLast ? whyOf(whole, runs.at(-1)) : whole.why
      yield { ...whole, why, runs, whole: isLast }
    }
  }
}

function describeJob(session: Session, job: FoldedJob): Omit<JobPart, 'runs' | 'whole'> {
  const [first] = job.enqueues
  const row = first === undefined ? undefined : session.row(first.place)
  const asked = row?.event === 'enqueue' ? row.job : undefined
  const content = contentOf(asked)
  if (!content.ok) throw new Error('the ledger changed while it was read')
  const created = isObject(asked) ? asJson(asked['created_at_utc']) : null
  const standing = session.fold.standing(job, session.nowMs)
  return {
    original_id: job.id,
    digest: content.digest,
    spec: content.spec,
    created_at: first?.at ?? session.nowMs,
    original: {
      job_id: job.id,
      created_at_utc: created,
      state: standing.there,
      enqueues: job.enqueues.slice(0, SHOWN_ROWS).map(({ place, at }) => ({ row: place.line, at: at ?? null })),
      rows: job.lines.slice(0, SHOWN_ROWS),
      row_count: job.lines.length,
    },
    rows: job.lines.slice(0, SHOWN_ROWS),
    row_count: job.lines.length,
    ...standing,
  }
}

function whyOf({ why, here }: Pick<Standing, 'why' | 'here'>, last: RunPart | undefined): ImportWhy {
  return here === 'failed' && last?.state === 'killed' ? 'kill_switch' : why
}

function createRunDescription(
  session: Session,
  job: FoldedJob,
  attempts: readonly Attempt[],
  type: JobSpec['type'],
): (attempt: Attempt) => RunPart {
  const seen = new Map<string, number>()

  /** Rows that are the same to the byte are told apart by their order. */
  function digestOf({ claim, end }: Attempt): string {
    const sum = createHash('sha256')
    for (const part of [claim, end]) {
      if (part !== undefined) sum.update(`${part.place.index}:`).update(session.line(part.place))
      sum.update('\n')
    }
    const rows = sum.digest('hex')
    const before = seen.get(rows) ?? 0
    seen.set(rows, before + 1)
    return before === 0 ? rows : createHash('sha256').update(`${rows}#${before}`).digest('hex')
  }

  return (attempt) => {
    const { claim, end, worker, heartbeats } = attempt
    const times = timesOf(job, attempt, session.nowMs)
    const files = session.files.get(attempt)
    const ending = endingOf(session, job, attempt, end === undefined && attempt === attempts.at(-1))
    return {
      digest: digestOf(attempt),
      worker: worker === '' ? 'unknown' : firstCharacters(worker, 64),
      ...times,
      ...ending,
      usage: { wall_ms: times.finished_at - times.started_at, ...ending.usage },
      claim_row: claim?.place.line ?? null,
      end_row: end?.place.line ?? null,
      heartbeats,
      evidence: files?.log ?? null,
      artifacts: [
        ...(files?.index ? [artifact('repo_index', files.index, 'application/x-ndjson')] : []),
        ...(files?.summary ? [artifact(summaryKind(type), files.summary, 'text/markdown')] : []),
      ],
      last: attempt === attempts.at(-1),
    }
  }
}

/** The latest moment a date can be. */
const LAST_MOMENT = 8.64e15

/** When an attempt could begin, began and ended, as far as the rows say. One without an end ended with its lease. */
function timesOf(job: FoldedJob, { claim, end, lease }: Attempt, nowMs: number) {
  const begun = (claim ?? end)?.place.line ?? 0
  const asked = job.enqueues.findLast(({ place }) => place.line <= begun)?.at
  const startedAt = claim?.at ?? end?.at ?? asked ?? nowMs
  const leaseMs = Math.round((lease ?? Number.NaN) * 1000)
  const leaseUntil = Math.abs(leaseMs) <= LAST_MOMENT ? leaseMs : null
  const over = end === undefined ? Math.min(leaseUntil ?? startedAt, nowMs) : (end.at ?? startedAt)
  return {
    ready_at: Math.min(asked ?? startedAt, startedAt),
    started_at: startedAt,
    finished_at: Math.max(startedAt, over),
    lease_until: leaseUntil,
  }
}

type Ending = Pick<RunPart, 'state' | 'code' | 'message' | 'result' | 'verdict'> & { usage: Omit<Usage, 'wall_ms'> }
const UNUSED = { tool_calls: 0, output_bytes: 0 }

function endingOf(session: Session, job: FoldedJob, { end }: Attempt, isOpen: boolean): Ending {
  const none = { result: { kind: 'none' }, verdict: null, usage: UNUSED } as const
  if (end === undefined) {
    const live = isOpen && session.fold.isLive(job, session.nowMs)
    return {
      ...none,
      state: 'lost',
      code: live ? 'interrupted' : 'lease_expired',
      message: live
        ? 'DALI’s worker still held its lease when this was imported.'
        : 'DALI recorded no end of this run before its lease was over.',
    }
  }
  const row = session.row(end.place)
  if (row.event === 'fail') return { ...none, ...failureOf(row.error), message: firstCharacters(row.error, 2000) }
  if (row.event !== 'complete') throw new Error('the ledger changed while it was read')
  return { state: 'succeeded', code: null, message: null, ...resultOf(asJson(row.result), end.place) }
}

/** DALI's words for what Interlock has states for. */
function failureOf(error: string): Pick<RunPart, 'state' | 'code'> {
  const budget = /^(max_wall_time_sec|max_tool_calls|max_output_bytes) exceeded$/.exec(error)?.[1]
  if (budget !== undefined) return { state: budget === 'max_wall_time_sec' ? 'timed_out' : 'over_budget', code: budget }
  if (error.startsWith('kill_switch:')) return { state: 'killed', code: 'kill_switch' }
  const code = /^(subprocess_not_allowed|path_rejected|argv_rejected|unsupported_job_type)\b/.exec(error)?.[1]
  return { state: 'failed', code: code ?? 'dali_failure' }
}

function resultOf(value: unknown, { offset, length, index }: Place): Pick<Ending, 'result' | 'verdict' | 'usage'> {
  const { verdict, usage } = commandsOf(value)
  const result =
    value === null
      ? ({ kind: 'none' } as const)
      : utf8Length(canonicalJson(value)) > MAX_VALUE_BYTES
        ? ({ kind: 'file', offset, length, index } as const)
        : ({ kind: 'value', value } as const)
  return { result, verdict, usage }
}

/** DALI called a job complete whatever its tests said; the verdict says it. */
function commandsOf(value: unknown): { verdict: Verdict | null; usage: Omit<Usage, 'wall_ms'> } {
  const parsed = testRunnerResult.safeParse(value)
  if (!parsed.success) return { verdict: null, usage: UNUSED }
  const { results } = parsed.data
  const written = results.reduce((sum, { stdout, stderr }) => sum + utf8Length(stdout) + utf8Length(stderr), 0)
  return {
    verdict: results.every(({ returncode }) => returncode === 0) ? 'passed' : 'failed',
    usage: { tool_calls: results.length, output_bytes: written },
  }
}

function summaryKind(type: JobSpec['type']): ArtifactPart['kind'] {
  return type === 'doc_compactor_task' ? 'document' : 'summary'
}

function artifact(kind: ArtifactPart['kind'], name: string, media_type: string): ArtifactPart {
  return { kind, name, media_type }
}

function firstCharacters(text: string, most: number): string {
  const points = Array.from(text.slice(0, most * 2).toWellFormed())
  return points.slice(0, most).join('')
}
