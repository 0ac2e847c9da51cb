import type { RunHeader, SandboxReport } from '#schemas'
import type { Assignment } from '#schemas/protocol'
import { budgetsHash, toolPolicyHash } from '../algorithms/index.ts'

/** What a worker is, the same for all of its runs. */
export interface WorkerFacts {
  readonly id: string
  /** Version of Interlock. */
  readonly version: string
  readonly sandbox: SandboxReport
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What a run says of itself before its first step. */
export function headerOf({ job }: Assignment, workspace: string, worker: WorkerFacts): RunHeader {
  return {
    worker_id: worker.id,
    worker_version: worker.version,
    repo_root_resolved: workspace.slice(0, 4096),
    validator_mode: 'zod',
    ...modelFacts(worker.env),
    tool_policy_hash: toolPolicyHash(job.policy),
    budgets_hash: budgetsHash(job.budgets),
    sandbox_level: worker.sandbox.level,
    sandbox_reason: worker.sandbox.reason,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  }
}

/** DALI's variables and rules. No job type calls a model; the header says which one it would be. */
function modelFacts(env: WorkerFacts['env']): Pick<RunHeader, 'model_mode' | 'api_base' | 'model_name'> {
  const apiBase = env['OPENCLAW_LOCAL_EXEC_API_BASE'] ?? env['OPENAI_BASE_URL'] ?? ''
  const isStub = (env['OPENCLAW_LOCAL_EXEC_MODEL_STUB'] ?? '1') === '1' || apiBase === ''
  return {
    model_mode: isStub ? 'stub' : 'live',
    api_base: withoutCredentials(apiBase).slice(0, 512),
    model_name: (env['OPENCLAW_LOCAL_EXEC_MODEL'] ?? 'local-exec-coordinator').slice(0, 128),
  }
}

/** The header is kept for ever, a password in an address must not be. */
function withoutCredentials(address: string): string {
  return address.replace(/\/\/[^/?#]*@/, '//')
}
