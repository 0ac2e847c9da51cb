import { spawn } from 'node:child_process'
import { within } from '../exit-of.ts'
import { stdioWithoutLeaks } from '../inherited-descriptors.ts'
import { killTree, RUN_COOKIE, signalGroup } from '../kill-tree.ts'
import type { SandboxSpec, Sandboxed } from './bubblewrap.ts'
import { handOver } from './handshake.ts'
import { starterCommand } from './starter.ts'

export type ReapedSpec = Pick<
  SandboxSpec,
  'argv' | 'env' | 'cookie' | 'confinement' | 'input' | 'output' | 'errors'
> & {
  /** The working directory, held by a descriptor. */
  readonly cwd: string
}

/** Starts a command under a process that ends all it leaves; for machines without namespaces. */
export async function startReaped(spec: ReapedSpec): Promise<Sandboxed> {
  const mark = spec.cookie === undefined ? {} : { [RUN_COOKIE]: spec.cookie }
  const [file = '', ...args] = starterCommand('reap')
  const child = spawn(file, args, {
    cwd: spec.cwd,
    env: mark,
    stdio: stdioWithoutLeaks([spec.input ?? 'ignore', ...spec.output, 'pipe']),
    detached: true,
  })
  const { pid, gone, ended, hangUp } = await handOver({
    child,
    request: {
      argv: spec.argv,
      env: { ...spec.env, ...mark },
      directory: '.',
      limits: spec.confinement.limits,
      countsProcesses: false,
    },
    staysOutside: false,
    errors: spec.errors ?? child.stderr,
  })
  return {
    child,
    pid,
    ask: () => signalGroup(pid, 'SIGTERM', pid),
    async end(waitMs) {
      hangUp()
      // A command that stopped or killed the reaper leaves the rest to us.
      if (await within(waitMs / 2, gone)) return true
      const { survivors } = await killTree(pid, undefined, { waitMs: waitMs / 2 })
      return survivors.length === 0
    },
    ended,
  }
}
