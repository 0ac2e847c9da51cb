import type { EventRecord } from '#schemas'

/** Events as the core would send them, for tests. `at` counts from the start of the run. */
export function anEvent(seq: number, kind: string, at: number, payload: Record<string, unknown>): EventRecord {
  return {
    seq,
    at,
    kind,
    v: 1,
    actor: 'core',
    job_id: 'job-1',
    run_id: 'run-1',
    trace_id: null,
    payload,
    prev_hash: '0'.repeat(64),
    hash: '1'.repeat(64),
  }
}

export function called(seq: number, step: number, at: number, over: Record<string, unknown> = {}): EventRecord {
  return anEvent(seq, 'tool.called', at, { step, tool: 'subprocess.run_argv', timeout_ms: null, body: null, ...over })
}

export function returned(seq: number, step: number, at: number, over: Record<string, unknown> = {}): EventRecord {
  return anEvent(seq, 'tool.returned', at, {
    step,
    tool: 'subprocess.run_argv',
    duration_ms: 1,
    exit_code: 0,
    signal: null,
    timed_out: false,
    stdout_bytes: 0,
    stderr_bytes: 0,
    stdout_truncated: false,
    stderr_truncated: false,
    error: null,
    body: null,
    ...over,
  })
}
