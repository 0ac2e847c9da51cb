import { type Budgets, type JobSpecInput, type Policy, READ_ONLY_POLICY } from '#schemas'

export const BUDGETS: Budgets = {
  max_wall_time_sec: 60,
  max_tool_calls: 50,
  max_output_bytes: 1_048_576,
  max_concurrency_slots: 1,
}
/** Commands that may write in the workspace: one such job runs there at a time. */
export const COMMANDS: Policy = { ...READ_ONLY_POLICY, allow_subprocess: true }
/** Commands that only read, so that several such jobs run at once. */
export const READING: Policy = { ...COMMANDS, write_workspace: false }

type Shared = Omit<JobSpecInput, 'type' | 'payload'>

/** A job that is quick and always succeeds, with what the test is about put over it. */
export function aJob(over: Partial<Shared> = {}): JobSpecInput {
  return {
    type: 'doc_compactor_task',
    payload: { inputs: ['README.md'], max_input_bytes: 4096, max_output_bytes: 4096 },
    budgets: BUDGETS,
    policy: READ_ONLY_POLICY,
    workspace: 'demo',
    ...over,
  }
}

/** A job that runs commands, one after the other. */
export function aTestRun(commands: string[][], over: Partial<Shared> & { timeout_sec?: number } = {}): JobSpecInput {
  const { timeout_sec = 30, budgets = BUDGETS, policy = COMMANDS, ...rest } = over
  return {
    type: 'test_runner_task',
    payload: { commands, timeout_sec },
    budgets,
    policy,
    workspace: 'demo',
    ...rest,
  }
}

/** A job whose one command is a line for the shell. */
export function aScript(script: string, over: Parameters<typeof aTestRun>[1] = {}): JobSpecInput {
  return aTestRun([['sh', '-c', script]], over)
}

/** A job that lists the tracked files of a repository. */
export function anIndex(over: Partial<Shared> = {}): JobSpecInput {
  return {
    type: 'repo_index_task',
    payload: { include_globs: ['**'], max_files: 1000, max_file_bytes: 65_536 },
    budgets: BUDGETS,
    policy: READ_ONLY_POLICY,
    workspace: 'demo',
    ...over,
  }
}
