import type { JobSpec } from './job.ts'

/** What a job would do, as far as that is known before it runs. */
export interface Effects {
  /** Commands in the order they would be started. `cwd` is below the workspace; null where the job names none. */
  readonly commands: readonly { readonly argv: readonly string[]; readonly cwd: string | null }[]
  /** Names of variables its commands are given. */
  readonly environment: readonly string[]
  /** The payload without argument lists. It may hold values of variables: for hashes, not for people. */
  readonly rest: unknown
  /** What else the payload says, for people. */
  readonly inputs: unknown
}

export function effectsOf(spec: JobSpec): Effects {
  switch (spec.type) {
    case 'repo_index_task':
    case 'doc_compactor_task':
      return { commands: [], environment: [], rest: spec.payload, inputs: spec.payload }
    case 'test_runner_task': {
      const { commands, ...rest } = spec.payload
      const { env_allow = [], cwd = null, ...inputs } = rest
      return { commands: commands.map((argv) => ({ argv, cwd })), environment: env_allow, rest, inputs }
    }
    case 'shell_task': {
      const { steps, ...rest } = spec.payload
      const { env, env_allow, ...inputs } = rest
      return {
        commands: steps.map(({ argv, cwd = null }) => ({ argv, cwd })),
        environment: namesOf(env, env_allow),
        rest: { ...rest, steps: steps.map(({ argv: _argv, ...step }) => step) },
        inputs: { ...inputs, steps: steps.map(({ argv: _argv, cwd: _cwd, ...step }) => step) },
      }
    }
    case 'watchdog_task': {
      const { check, ...rest } = spec.payload
      const { env, env_allow, cwd = null, ...inputs } = rest
      return { commands: [{ argv: check, cwd }], environment: namesOf(env, env_allow), rest, inputs }
    }
  }
}

function namesOf(values: Readonly<Record<string, string>> = {}, allowed: readonly string[] = []): string[] {
  return [...new Set([...Object.keys(values), ...allowed])].toSorted()
}
