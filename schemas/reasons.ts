import { z } from 'zod'
import { HELD_REASONS, TRUST_DENIALS } from './plain.ts'

/** Codes with which runs end that did not succeed. Limits carry the name of their budget. */
export const FAILURE_CODES = [
  'max_wall_time_sec',
  'max_tool_calls',
  'max_output_bytes',
  'max_memory_bytes',
  'max_processes',
  'max_cpu_sec',
  'max_file_bytes',
  'max_disk_bytes',
  'sandbox_below_minimum',
  'network_needs_approval',
  'approval_rejected',
  'approval_answered',
  'approval_expired',
  'approval_pending',
  ...TRUST_DENIALS,
  'named_hosts_off',
  'worker_exited',
  'worker_silent',
  'worker_stuck',
  'worker_misbehaved',
  'worker_busy',
  'worker_not_ready',
  'core_stopped',
  'shutdown',
  'kill_switch',
  'cancelled',
  'storage_failed',
  'system_error',
  'internal_error',
  'invalid_assignment',
  'secret_missing',
  'invalid_report',
  'unsupported_job_type',
  'subprocess_not_allowed',
  'disallowed_tool_call',
  'argv_rejected',
  'path_rejected',
  'step_failed',
  'step_signalled',
  'step_timed_out',
  'step_not_started',
  'watchdog_check_failed',
  'workspace_gone',
  'workspace_moved',
  'not_a_git_repository',
  'foreign_repository',
  'git_failed',
  'git_not_started',
  'interrupted',
  'lease_expired',
  'dali_failure',
] as const

/** Ends that follow from the request alone, so that the same request ends so again. */
export const REQUEST_FAILURES: ReadonlySet<string> = new Set<(typeof FAILURE_CODES)[number]>([
  'subprocess_not_allowed',
  'disallowed_tool_call',
  'argv_rejected',
  'network_needs_approval',
])

/** Why a job that is not held waits; which of them holds for a queued one depends on the queue's situation at the moment. */
export const WAITING_CODES = [
  'starts_later',
  'retry_later',
  'no_worker_offers',
  'awaits_approval',
  'secrets_locked',
  'no_worker',
  'no_free_slot',
  'workspace_in_use',
  'pool_full',
  'pool_paused',
  'saves_power',
  'asleep',
  'draining',
  'starting',
] as const

/** Every reason a list of jobs can be filtered by: how the last run ended, why it is held, why it waits. */
export const JOB_REASONS = [...new Set([...FAILURE_CODES, ...HELD_REASONS, ...WAITING_CODES])] as const
export const jobReasonSchema = z.enum(JOB_REASONS).meta({
  id: 'JobReason',
  description: 'How the last run of a job ended, why the job is held, or why it waits.',
})
export type JobReason = z.infer<typeof jobReasonSchema>
