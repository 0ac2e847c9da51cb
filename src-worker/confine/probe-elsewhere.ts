import { spawnSync } from 'node:child_process'
import { homedir } from 'node:os'
import type { LaunchSupport } from './launch-support.ts'
import { DEFAULT_CONFINEMENT } from './sandbox/confinement.ts'
import { type JobObjects, systemJobObjects } from './sandbox/job-objects.ts'
import { SANDBOX_EXEC, seatbeltArguments, seatbeltConfiguration } from './sandbox/seatbelt.ts'
import { isTrustedTool } from './trusted-tool.ts'

/** What is asked of a machine that is no Linux; what it answers is found out by trying. */
export interface OtherMachine {
  /** Starts a command under Seatbelt. @throws Error that says why that is not possible */
  readonly trySeatbelt: () => Promise<void>
  /** @throws Error as well */
  readonly jobObjects: () => Promise<JobObjects>
}

const THIS_MACHINE: OtherMachine = { trySeatbelt, jobObjects: systemJobObjects }

/** How commands can be bound on a system other than Linux. Not verified: nothing of this has run on macOS or Windows. */
export async function probeElsewhere(
  platform: NodeJS.Platform,
  machine: OtherMachine = THIS_MACHINE,
): Promise<LaunchSupport> {
  try {
    switch (platform) {
      case 'darwin':
        await machine.trySeatbelt()
        return { kind: 'seatbelt', reason: 'Each command runs under a profile of Seatbelt; it was tried.' }
      case 'win32':
        return { kind: 'job-object', reason: 'Each command runs in a Job Object.', jobs: await machine.jobObjects() }
      default:
        return { kind: 'plain', reason: `Namespaces need Linux; this is ${platform}.` }
    }
  } catch (error) {
    return { kind: 'plain', reason: (error instanceof Error ? error.message : String(error)).slice(0, 400) }
  }
}

async function trySeatbelt(): Promise<void> {
  if (!isTrustedTool(SANDBOX_EXEC)) throw new Error(`${SANDBOX_EXEC} is missing or can be changed by others.`)
  const { seatbeltProfile } = await import('./sandbox/sandbox-runtime.ts')
  const place = { workspace: '/private/var/empty', userHome: homedir() }
  const profile = seatbeltProfile(seatbeltConfiguration({ ...DEFAULT_CONFINEMENT, workspace: 'read-only' }, place))
  const [file = '', ...args] = seatbeltArguments(profile, DEFAULT_CONFINEMENT.limits, ['/usr/bin/true'])
  const { status, stderr } = spawnSync(file, args, { cwd: '/', env: {}, encoding: 'utf8', timeout: 10_000 })
  if (status !== 0) throw new Error(`A command under Seatbelt did not run: ${stderr.trim() || 'it said nothing.'}`)
}
