import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'

/**
 * Runs a command that was recognised. Each verb loads its module when it is called, so that a command pays for nothing but
 * itself; `status` is asked for by prompts and panels.
 */
export type Perform = (verb: (cli: Cli) => Promise<ExitCode>) => Promise<void>
