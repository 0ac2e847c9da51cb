import { budgetsSchema, type JobSpec, jobSpecSchema, type ShellResult } from '#schemas'
import { utf8Length } from '#schemas/format'
import type { ImportedRunInput } from '#core/work'
import type { ForeignRun } from './foreign.ts'

/** How runs there ended, in states of runs here; the others did nothing, or are not over. */
const STATES = {
  ok: 'succeeded',
  error: 'failed',
  timeout: 'timed_out',
  cancelled: 'killed',
  crashed: 'lost',
} as const

/** Output of one stream that is kept with a run. */
const KEPT_CHARACTERS = 64 * 1024

/** A run there as a job with one run here. */
export interface PastRun {
  readonly id: string
  readonly key: string
  readonly spec: JobSpec & { readonly workspace: string }
  readonly run: Omit<ImportedRunInput, 'system' | 'import'>
}

/** @param spec the job of the schedule that the run was of */
export function pastRun(run: ForeignRun, spec: unknown, workspace: string): PastRun | undefined {
  const state = stateOf(run.status)
  const parsed = jobSpecSchema.safeParse(spec).data
  if (state === undefined || parsed === undefined || parsed.type !== 'shell_task') return undefined
  const argv = parsed.payload.steps[0]?.argv ?? []
  const id = `ocs-${run.id}`.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, 64)
  const wall_ms = Math.max(0, run.finished_at - run.started_at)
  const output_bytes = utf8Length(run.stdout) + utf8Length(run.stderr)
  const job: JobSpec & { workspace: string } = { ...parsed, workspace, budgets: budgetsSchema.parse(parsed.budgets) }
  return {
    id,
    key: `openclaw-scheduler:run:${run.id}`.slice(0, 128),
    spec: job,
    run: {
      id: `${id.slice(0, 60)}-r`,
      worker: 'openclaw-scheduler',
      ready_at: run.started_at,
      started_at: run.started_at,
      finished_at: run.finished_at,
      state,
      code: codeOf(state, run),
      message: run.error === null ? null : run.error.slice(0, 2000).toWellFormed(),
      result: { value: resultOf(run, argv, wall_ms) },
      verdict: null,
      usage: { wall_ms, tool_calls: 1, output_bytes },
      claim_row: null,
      end_row: null,
      heartbeats: 0,
      lease_until: null,
      evidence: null,
      artifacts: [],
      job_state: state === 'succeeded' ? 'succeeded' : 'failed',
    },
  }
}

function stateOf(status: string): (typeof STATES)[keyof typeof STATES] | undefined {
  return isKnown(status) ? STATES[status] : undefined
}

function isKnown(status: string): status is keyof typeof STATES {
  return Object.hasOwn(STATES, status)
}

function codeOf(state: (typeof STATES)[keyof typeof STATES], { signal }: ForeignRun): string | null {
  if (state === 'succeeded') return null
  if (state === 'timed_out') return 'max_wall_time_sec'
  if (state === 'killed') return 'cancelled_there'
  if (state === 'lost') return 'crashed_there'
  return signal === null ? 'step_failed' : 'step_signalled'
}

function resultOf(run: ForeignRun, argv: readonly string[], duration_ms: number): ShellResult {
  // A good end was stored there without its exit code.
  const exit_code = run.exit_code ?? (run.status === 'ok' ? 0 : null)
  const kept = (text: string) => text.slice(0, KEPT_CHARACTERS).toWellFormed()
  return {
    exit_code,
    steps: 1,
    results: [
      {
        argv: [...argv],
        end:
          run.status === 'timeout'
            ? 'timed_out'
            : run.signal !== null
              ? 'signalled'
              : exit_code === null
                ? 'stopped'
                : 'exited',
        ok: exit_code === 0,
        exit_code,
        signal: run.signal,
        duration_ms,
        stdout: kept(run.stdout),
        stdout_bytes: Math.max(run.stdout_bytes, utf8Length(run.stdout)),
        stderr: kept(run.stderr),
        stderr_bytes: Math.max(run.stderr_bytes, utf8Length(run.stderr)),
      },
    ],
  }
}
