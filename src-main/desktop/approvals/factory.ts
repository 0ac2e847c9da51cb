import type { Approval, ApprovalDetail, ApprovalSnapshot } from '#schemas'

const HASH = 'a'.repeat(64)

/** A request of a test: the start of a job with one command. */
export function anApproval(over: Partial<Approval> = {}): Approval {
  return {
    id: 'apr-00000000000000000000000001',
    seq: 1,
    kind: 'start',
    state: 'pending',
    hash: HASH,
    title: 'npm publish',
    job: {
      id: 'job-0000000000000000007f3a21c0',
      title: 'npm publish',
      type: 'shell_task',
      workspace: 'demo',
      state: 'awaiting_approval',
    },
    run: null,
    tool: null,
    commands: 1,
    first_command: 'npm publish',
    hidden: false,
    network: false,
    attempts: 1,
    reasons: [{ by: 'network' }],
    dispatch: 'manual',
    asked_by: 'cli',
    asked_at: '2025-11-20T10:40:11.000Z',
    expires_at: '2025-11-20T10:50:11.000Z',
    on_timeout: 'reject',
    priority: 0,
    alike: HASH,
    decided_at: null,
    decided_by: null,
    how: null,
    note: null,
    grant: null,
    edited: false,
    void_reason: null,
    replaces: null,
    spent_at: null,
    spent_by: null,
    ...over,
  }
}

export function aSnapshot(over: Partial<ApprovalSnapshot> = {}): ApprovalSnapshot {
  return {
    v: 1,
    kind: 'start',
    job: {
      id: 'job-0000000000000000007f3a21c0',
      type: 'shell_task',
      title: 'npm publish',
      origin: null,
      content: HASH,
      payload: HASH,
      rest: HASH,
      terms: HASH,
    },
    commands: [{ n: 1, argv: ['npm', 'publish'], cwd: null }],
    inputs: {},
    workspace: { name: 'demo', path: '/srv/demo', toolchains: [], floor: null },
    policy: {
      allow_network: true,
      allow_subprocess: true,
      allowed_tools: [],
      write_workspace: true,
      write_git: false,
      unix_sockets: false,
      network_hosts: [],
      secrets: [],
      min_sandbox: 'os-enforced',
    },
    budgets: { max_wall_time_sec: 60, max_tool_calls: 50, max_output_bytes: 1_048_576, max_concurrency_slots: 1 },
    requires: [],
    environment: [],
    secrets: ['npm-publish'],
    network: { full: true, hosts: [] },
    attempts: 1,
    step: null,
    if_rejected: 'job_cancelled',
    asked: { by: 'cli', dispatch: 'manual', reasons: [{ by: 'network' }] },
    ...over,
  }
}

export function aDetail(over: Partial<ApprovalDetail> = {}): ApprovalDetail {
  return {
    approval: anApproval(),
    snapshot: aSnapshot(),
    commands: [{ n: 1, argv: ['npm', 'publish'], cwd: null, shown: 'npm publish', hidden: false }],
    editable: true,
    spec: null,
    edit: null,
    history: [],
    ...over,
  }
}
