/**
 * Lists of words and limits that schemas, filters and pages share. No schema is among them: what only names these, such as the
 * console while it starts, need not build any.
 */

export const JOB_TYPES = [
  'repo_index_task',
  'test_runner_task',
  'doc_compactor_task',
  'shell_task',
  'watchdog_task',
] as const

/** What job types are called. */
export const JOB_TYPE_LABELS = {
  repo_index_task: 'Repository index',
  test_runner_task: 'Test run',
  doc_compactor_task: 'Document compaction',
  shell_task: 'Commands',
  watchdog_task: 'Watchdog',
} as const satisfies Record<(typeof JOB_TYPES)[number], string>

export const JOB_STATES = [
  'scheduled',
  'awaiting_approval',
  'held',
  'queued',
  'running',
  'retrying',
  'succeeded',
  'failed',
  'cancelled',
] as const

/** States nothing follows by itself. */
export const FINAL_JOB_STATES = [
  'succeeded',
  'failed',
  'cancelled',
] as const satisfies readonly (typeof JOB_STATES)[number][]

/** Why a job is `held`; the operator or the named cause lets it go. */
export const HELD_REASONS = ['kill_switch', 'imported', 'quarantined', 'workspace_gone'] as const

/** Codes with which a run ends that a gate did not let start. Nothing that follows a job is fired by such an end. */
export const TRUST_DENIALS = [
  'identity_unresolved',
  'child_credentials_denied',
  'provider_failed',
  'trust_denied',
  'proof_failed',
  'authorization_denied',
  'credentials_missing',
  'contract_refused',
] as const

/** Longest text that jobs can be searched for. */
export const MAX_WORDS = 200

/** Jobs that can be named one by one in a request. */
export const MAX_NAMED_JOBS = 5000

export const PRESET_NAMES = ['read_only', 'run_tests', 'build', 'full_ask_me'] as const

export const APPROVAL_STATES = ['pending', 'approved', 'rejected', 'answered', 'expired', 'void'] as const

/** What is asked about: the start of a job, one step of a run, or what a trust gate would not decide by itself. */
export const APPROVAL_KINDS = ['start', 'step', 'trust'] as const

export const ARTIFACT_STATES = ['needs_review', 'accepted', 'promoted', 'rejected', 'superseded', 'archived'] as const

export const ARTIFACT_KINDS = ['repo_index', 'summary', 'document', 'test_report', 'output'] as const

/**
 * `off`: fires only when the operator says so; `on`; `paused`: by the operator, for a while; `tripped`: its breaker stopped it;
 * `deleted`: only its history is left.
 */
export const SCHEDULE_STATES = ['off', 'on', 'paused', 'tripped', 'deleted'] as const

/**
 * `waiting`: becomes a job later, by itself; `enqueued`: became one; `refused`: something stood against it; `missed`: was due
 * while nothing fired, or in a blackout; `cancelled`: waited, and does not any more.
 */
export const FIRING_STATES = ['waiting', 'enqueued', 'refused', 'missed', 'cancelled'] as const

export const DELIVERY_STATES = ['waiting', 'sent', 'collected', 'dead', 'discarded'] as const

/**
 * How a model server is. `unknown`: not asked lately; `degraded`: it answers, but slowly, not always, or with a refusal to do
 * more now; `wrong_model`: it answers, but does not list the model that is expected of it.
 */
export const ENDPOINT_STATES = ['unknown', 'up', 'degraded', 'down', 'unauthorised', 'wrong_model'] as const
