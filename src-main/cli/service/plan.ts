import { createHash } from 'node:crypto'
import { join } from 'node:path'

/** What a service runs, the one source of every unit. Nothing in it is secret: a unit can be read by others. */
export interface ServicePlan {
  /** `interlock`, or with a mark of its data directory where that is not the usual one. */
  readonly name: string
  readonly description: string
  readonly program: string
  readonly args: readonly string[]
  /** Folder it runs in: that of the installation. */
  readonly folder: string
  readonly home: string
  /** File that opens the secrets, where no keyring of the session does. */
  readonly passphraseFile: string | undefined
}

export interface PlanOptions {
  /** Node 24 that runs it. */
  readonly node: string
  /** Folder Interlock is installed in. */
  readonly root: string
  readonly home: string
  readonly usualHome: string
  readonly intervalSeconds: number
  readonly limit: number
  readonly passphraseFile: string | undefined
}

export function servicePlan(options: PlanOptions): ServicePlan {
  const { node, root, home, usualHome, intervalSeconds, limit, passphraseFile } = options
  const mark = home === usualHome ? '' : `-${createHash('sha256').update(home).digest('hex').slice(0, 8)}`
  return {
    name: `interlock${mark}`,
    description: mark === '' ? 'Interlock, governed work on this machine' : `Interlock on ${home}`,
    program: node,
    args: [
      join(root, 'dist', 'cli.js'),
      '--home',
      home,
      ...`--json scheduler daemon start --foreground --interval-seconds ${intervalSeconds} --limit ${limit}`.split(' '),
    ],
    folder: root,
    home,
    passphraseFile,
  }
}

/** Name of the variable that leads to the passphrase. */
export const PASSPHRASE_VARIABLE = 'INTERLOCK_SECRETS_PASSPHRASE_FILE'
