import type { ErrorCode } from '#schemas'

/** What the process says to the shell that started it. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  noCore: 3,
  conflict: 4,
  storage: 5,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Each exit code in words, for the reference. */
export const EXIT_TEXTS: Record<keyof typeof EXIT, string> = {
  ok: 'What was asked for is done.',
  failed:
    'It was tried and did not succeed: a job waited for failed or its tests did, the chain does not verify, the health check found something bad, there is no job of that id.',
  usage: 'The command line, a file or workspace it names, or a job in it cannot be accepted. Nothing was written.',
  noCore: 'A running Interlock is needed and none answers, or none can be opened here.',
  conflict:
    'What is there is against it: another job has the id, the state does not allow it, the kill switch file is present.',
  storage: 'The data directory or the database cannot be used, or a stored content is gone.',
}

/** Failures only the command line can meet; they never cross a process border. */
export type CliErrorCode =
  | 'usage'
  | 'no_core'
  | 'no_console'
  | 'no_data'
  | 'core_silent'
  | 'node_too_old'
  | 'in_application'
  | 'interrupted'
  | 'service_failed'
  | 'internal'

const EXIT_OF: Record<ErrorCode | CliErrorCode, ExitCode> = {
  usage: EXIT.usage,
  no_core: EXIT.noCore,
  no_console: EXIT.noCore,
  no_data: EXIT.noCore,
  core_silent: EXIT.noCore,
  node_too_old: EXIT.noCore,
  in_application: EXIT.noCore,
  interrupted: EXIT.failed,
  service_failed: EXIT.failed,
  internal: EXIT.failed,

  invalid_input: EXIT.usage,
  input_too_large: EXIT.usage,
  input_too_deep: EXIT.usage,
  input_too_many_members: EXIT.usage,
  input_not_json: EXIT.usage,
  file_not_readable: EXIT.usage,
  cursor_unreadable: EXIT.usage,
  pattern_unreadable: EXIT.usage,
  workspace_required: EXIT.usage,
  workspace_invalid: EXIT.usage,
  import_source_unreadable: EXIT.usage,
  export_unwritable: EXIT.usage,
  id_ambiguous: EXIT.usage,

  job_not_found: EXIT.failed,
  operation_not_found: EXIT.failed,
  run_not_found: EXIT.failed,
  trust_not_recorded: EXIT.failed,
  artifact_not_found: EXIT.failed,
  workspace_not_found: EXIT.usage,
  rate_limited: EXIT.failed,
  too_many_requests: EXIT.failed,

  core_stopping: EXIT.noCore,
  not_signed_in: EXIT.noCore,
  key_ended: EXIT.noCore,
  right_missing: EXIT.failed,
  outside_key: EXIT.failed,
  key_not_found: EXIT.failed,
  code_invalid: EXIT.noCore,
  user_refused: EXIT.noCore,
  origin_refused: EXIT.noCore,
  host_refused: EXIT.noCore,

  sandbox_below_minimum: EXIT.failed,
  network_needs_approval: EXIT.conflict,
  named_hosts_off: EXIT.conflict,
  approval_not_found: EXIT.failed,
  approval_stale: EXIT.conflict,
  approval_decided: EXIT.conflict,
  approval_expired: EXIT.conflict,
  approval_changed: EXIT.conflict,
  approval_not_editable: EXIT.conflict,
  approval_edit_refused: EXIT.usage,
  approvals_not_alike: EXIT.usage,
  grant_not_found: EXIT.failed,
  grant_ended: EXIT.conflict,
  grant_too_wide: EXIT.usage,
  approval_rule_not_found: EXIT.failed,
  approval_rule_changed: EXIT.conflict,
  too_many_rules: EXIT.usage,
  sandbox_lowering_unexplained: EXIT.usage,
  toolchain_unknown: EXIT.usage,
  toolchain_invalid: EXIT.usage,
  no_worker_to_test: EXIT.noCore,

  endpoint_not_found: EXIT.usage,
  endpoint_exists: EXIT.conflict,
  endpoint_url_invalid: EXIT.usage,
  endpoint_changed: EXIT.conflict,
  secret_not_regranted: EXIT.conflict,
  key_name_taken: EXIT.conflict,

  schedule_not_found: EXIT.failed,
  firing_not_found: EXIT.failed,
  schedule_name_taken: EXIT.conflict,
  schedule_changed: EXIT.conflict,
  schedule_state_conflict: EXIT.conflict,
  schedule_never_fires: EXIT.usage,
  cron_unreadable: EXIT.usage,
  zone_unknown: EXIT.usage,
  already_running: EXIT.conflict,
  firing_refused: EXIT.failed,
  firing_state_conflict: EXIT.conflict,
  pool_not_found: EXIT.failed,

  secrets_locked: EXIT.conflict,
  secrets_passphrase_wrong: EXIT.failed,
  secrets_no_passphrase: EXIT.conflict,
  secrets_keeper_failed: EXIT.failed,
  secrets_damaged: EXIT.storage,
  secret_not_found: EXIT.usage,
  secret_in_job: EXIT.usage,
  export_has_secrets: EXIT.conflict,

  alias_not_found: EXIT.usage,
  alias_changed: EXIT.conflict,
  alias_built_in: EXIT.usage,
  alias_in_use: EXIT.conflict,
  too_many_aliases: EXIT.conflict,
  delivery_not_found: EXIT.failed,
  delivery_state: EXIT.conflict,
  agent_not_found: EXIT.usage,
  no_agent_offers: EXIT.conflict,
  too_many_of_kind: EXIT.conflict,
  message_not_found: EXIT.failed,
  message_state: EXIT.conflict,
  group_not_found: EXIT.failed,
  group_over: EXIT.conflict,
  member_not_found: EXIT.usage,
  member_over: EXIT.conflict,
  team_not_found: EXIT.usage,
  team_task_not_found: EXIT.failed,
  team_task_state: EXIT.conflict,

  chain_parent_not_found: EXIT.usage,
  chain_cycle: EXIT.usage,
  chain_too_deep: EXIT.usage,

  job_conflict: EXIT.conflict,
  state_conflict: EXIT.conflict,
  preview_stale: EXIT.conflict,
  operation_running: EXIT.conflict,
  operation_over: EXIT.conflict,
  undo_over: EXIT.conflict,
  restore_impossible: EXIT.conflict,
  workspace_exists: EXIT.conflict,
  workspace_folder_taken: EXIT.conflict,
  workspace_busy: EXIT.conflict,
  kill_switch_file_present: EXIT.conflict,
  kill_switch_not_engaged: EXIT.conflict,
  release_choice_stale: EXIT.conflict,
  desk_changed: EXIT.conflict,
  core_already_running: EXIT.conflict,
  export_target_exists: EXIT.conflict,
  import_source_busy: EXIT.conflict,
  import_running: EXIT.conflict,
  export_file_exists: EXIT.conflict,
  artifact_state_conflict: EXIT.conflict,
  artifact_stale: EXIT.conflict,
  artifact_busy: EXIT.conflict,
  promotion_refused: EXIT.usage,
  promotion_stale: EXIT.conflict,
  promotion_failed: EXIT.storage,
  undo_refused: EXIT.conflict,
  kill_switch_engaged: EXIT.conflict,
  no_workers: EXIT.noCore,
  files_busy: EXIT.noCore,
  files_failed: EXIT.storage,

  desktop_settings_unusable: EXIT.conflict,
  desktop_settings_unwritable: EXIT.storage,
  plain_text_not_accepted: EXIT.usage,
  update_impossible: EXIT.conflict,
  folder_not_shown: EXIT.conflict,
  login_item_failed: EXIT.conflict,

  home_unusable: EXIT.storage,
  database_damaged: EXIT.storage,
  schema_newer: EXIT.storage,
  schema_changed: EXIT.storage,
  backup_failed: EXIT.storage,
  migration_failed: EXIT.storage,
  storage_failed: EXIT.storage,
  body_gone: EXIT.storage,
}

/** The exit code a failure of this code ends with; 1 for one this version does not know. */
export function exitCodeOf(code: string): ExitCode {
  return isKnown(code) ? EXIT_OF[code] : EXIT.failed
}

function isKnown(code: string): code is keyof typeof EXIT_OF {
  return Object.hasOwn(EXIT_OF, code)
}
