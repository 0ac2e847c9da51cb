import type { Job } from '#schemas'

/** A job as the core would list it, for tests. */
export function aJob(over: Partial<Job> = {}): Job {
  const seq = over.seq ?? 1
  return {
    id: `job-${String(seq).padStart(26, '0')}`,
    seq,
    type: 'test_runner_task',
    title: 'npm test',
    state: 'queued',
    held_reason: null,
    waiting_reason: null,
    workspace: 'demo',
    requires: ['repo_tools'],
    priority: 0,
    compat: null,
    idempotency_key: null,
    created_at: '2026-11-20T12:00:00.000Z',
    run_at: null,
    finished_at: null,
    attempts: 0,
    max_attempts: 3,
    runs: 0,
    last_run: null,
    worker: null,
    verdict: null,
    outcome: null,
    cancel_requested: false,
    origin: null,
    budgets: { max_wall_time_sec: 300, max_tool_calls: 10, max_output_bytes: 1_048_576, max_concurrency_slots: 1 },
    usage: null,
    ...over,
  }
}
