/** What each command answers with --json, in the words of the API where it has them. Every command has its line. */
export const JSON_ANSWERS: Readonly<Record<string, string>> = {
  start: '`{status, url, pid}` once the console is served; `status` is `started` or `already_running`',
  open: '`{url, opened}`',
  stop: '`{stopped, pid}`',
  status: '`Status` and `live`: false where the core was opened only to look',
  health: '`Health`, which holds what DALI’s did',
  demo: '`{ok, workspace, jobs, verification, ledger_path}`; each job with what it found',
  enqueue:
    '`{status: "enqueued", job_id, event_ts, created, job, cautions}`, `cautions` being what in the job works against itself; with --wait `status` is `complete` or `failed` and `runs` and `artifacts` are added; with --demo `jobs` takes the place of `job`; with --dry-run `JobCheck`',
  'jobs list': '`{items, next_cursor, head}`: a page of `Job`',
  'jobs show': '`{job, runs, artifacts}`',
  'jobs logs':
    '`{job, run, complete, frames}`; with --follow one line for each frame; with --tail, --since or --find `lines` take the place of `frames`',
  'jobs cancel':
    '`{job}`; of several ids `{jobs, failed}`; with --filter `{preview, operation}`: `OperationPreview` and `Operation`, null where nothing was to be done',
  'jobs retry':
    '`{job}`; of several ids `{jobs, failed}`; with --filter `{preview, operation}`: `OperationPreview` and `Operation`, null where nothing was to be done',
  'jobs requeue':
    '`{job}`; of several ids `{jobs, failed}`; with --filter `{preview, operation}`: `OperationPreview` and `Operation`, null where nothing was to be done',
  'jobs priority':
    '`{job}`; of several ids `{jobs, failed}`; with --filter `{preview, operation}`: `OperationPreview` and `Operation`, null where nothing was to be done',
  'jobs operations': '`{items, next_cursor}`: a page of `Operation`, newest first',
  'jobs undo': '`Operation`',
  worker:
    'one line for each run that ends: `{status: "complete", job_id, result, …}`, `{status: "failed", job_id, error, …}`; also `{status: "idle"}` and `{status: "kill_switch", error}`',
  'artifacts list': '`{items, next_cursor, head}`: a page of `Artifact`',
  'artifacts show': '`ArtifactDetail`; with --content one line `{text}` for each part',
  'artifacts accept': '`{done, refused}`: each `Artifact` as it is now, and what was refused and why',
  'artifacts reject': 'the same',
  'artifacts archive': 'the same',
  'artifacts reopen': 'the same',
  'artifacts promote': 'the same; with --dry-run `PromotionPlan`',
  'artifacts undo': 'the same',
  kill: '`KillSwitch`',
  release: '`KillSwitch`',
  'workspaces list': 'a list of `Workspace`',
  'workspaces add': '`Workspace`',
  'workspaces remove': '`{removed, held}`',
  'workspaces toolchains': '`WorkspaceToolchains`',
  'workspaces sandbox': '`Workspace`',
  'sandbox status': '`{level, reason, remedy, findings, tested_at, workers}`: of the worker with the weakest sandbox',
  'sandbox test': 'the same; exit code 1 below `os-enforced`',
  'presets list': 'a list of `Preset`',
  'presets compare': '`{preset, differences}`',
  'secrets list': '`Secrets`',
  'secrets set': '`Secrets`',
  'secrets remove': '`Secrets`',
  'secrets unlock': '`Secrets`',
  'secrets lock': '`Secrets`',
  'endpoints list': 'a list of `Endpoint`',
  'endpoints add': '`EndpointDetail`',
  'endpoints show': '`EndpointDetail`',
  'endpoints probe': '`EndpointDetail`; exit code 1 unless it is up',
  'endpoints edit': '`EndpointDetail`',
  'endpoints remove': '`{removed}`',
  'evidence show': 'a list of `EventRecord`',
  'evidence verify': '`Verification`',
  'evidence export': '`{path, events, bodies, bytes, findings}`',
  'import dali':
    '`{source, summary, jobs, unreadable}`: `ImportSource`, `ImportSummary`, `ImportedJob` and `UnreadableRow`',
  'export dali': '`DaliExport`',
}

/** What did what in DALI, for those who come from there. */
export const DALI_EQUIVALENTS: readonly (readonly [dali: string, interlock: string, difference: string])[] = [
  [
    'scripts/local_exec_enqueue.py --job-file F',
    'interlock enqueue --job-file F --workspace W --json',
    'The same file; the answer begins with the same three members. The same id with other content is refused instead of replacing the job.',
  ],
  [
    'scripts/local_exec_enqueue.py --demo',
    'interlock enqueue --demo',
    'Three jobs in a workspace of its own instead of one in the repository.',
  ],
  [
    'python3 -m workspace.local_exec.worker --once',
    'interlock worker --once',
    'The same one line of JSON, exit code 0 in every case it knew. A running core keeps working; this then reports the next run that ends.',
  ],
  [
    'python3 -m workspace.local_exec.worker --loop',
    'interlock worker --loop',
    'Stays when the kill switch is engaged and goes on after the release; --exit-on-kill leaves as DALI did. Ctrl-C queues the running job again.',
  ],
  [
    'the files of an installation',
    'interlock import dali PATH',
    'Jobs, runs and evidence; nothing of it runs by itself.',
  ],
  ['scripts/local_exec_plane.sh start', 'interlock start', 'Runs in the foreground.'],
  ['scripts/local_exec_plane.sh stop', 'interlock stop', 'Waits until it has stopped.'],
  ['scripts/local_exec_plane.sh status', 'interlock status', ''],
  [
    'scripts/local_exec_plane.sh health',
    'interlock health --json',
    'The same members and more; exit code 1 when something is bad.',
  ],
  ['scripts/local_exec_plane.sh enqueue-demo', 'interlock demo', 'Runs them and says what they found.'],
  [
    'touch workspace/local_exec/state/KILL_SWITCH',
    'interlock kill',
    'The file KILL_SWITCH in the data directory still engages. Removing the file releases only what a file engaged.',
  ],
]
