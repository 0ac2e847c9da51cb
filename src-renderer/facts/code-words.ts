/** What codes of the ledger mean, where their own words do not say it. */
const WORDS: Readonly<Record<string, string>> = {
  'subprocess.run_argv': 'command',
  'git.ls_files': 'list tracked files',
  max_output_bytes: 'output limit reached',
  max_wall_time_sec: 'time limit reached',
  max_tool_calls: 'tool call limit reached',
  worker_exited: 'the worker ended',
  worker_silent: 'the worker fell silent',
  worker_stuck: 'the worker did not move',
  workspace_gone: 'the workspace is gone',
  secret_missing: 'a secret it was granted is missing',
  output_refused: 'its output was refused',
  survivors: 'processes were left behind',
  shutdown: 'Interlock stopped',
  denied_name: 'a name kept for secrets',
  outside_repo: 'outside the workspace',
  not_a_file: 'no file',
  not_in_sandbox: 'not found in the sandbox',
  sandbox_below_minimum: 'less sandbox than it needs',
  network_needs_approval: 'nobody approved the network',
  approval_rejected: 'rejected by the operator',
  approval_answered: 'answered by the operator instead of approved',
  approval_expired: 'nobody approved it in time',
  approval_pending: 'waits for an approval',
  named_hosts_off: 'it asks for named hosts',
  step_failed: 'a step ended badly',
  step_timed_out: 'a step took too long',
  step_signalled: 'a signal ended a step',
  step_not_started: 'a step could not be started',
  watchdog_check_failed: 'the check failed',
  identity_unresolved: 'nobody says who it acts for',
  child_credentials_denied: 'the job before it passed nothing on',
  provider_failed: 'a trust provider failed',
  trust_denied: 'its trust is too low',
  proof_failed: 'its proof does not hold',
  authorization_denied: 'it is not authorized',
  credentials_missing: 'credentials are missing',
  contract_refused: 'its contract cannot be kept',
}

/** A code as people read it, without the code: `output limit reached`. */
export function codeWords(code: string): string {
  return WORDS[code] ?? code.replaceAll(/[_:]+/g, ' ').trim()
}

/** A code spelt out, with the code itself beside it: `output limit reached (max_output_bytes)`. */
export function inWords(code: string): string {
  const words = WORDS[code] ?? code.replaceAll('_', ' ')
  return words === code ? code : `${words} (${code})`
}
