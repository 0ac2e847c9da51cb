import type { SandboxKind } from './sandbox/bubblewrap.ts'
import type { ControlGroups } from './sandbox/control-group.ts'
import type { JobObjects } from './sandbox/job-objects.ts'
import type { NamespaceKind } from './pid-namespace.ts'

/**
 * How this machine can bind a job's processes to us.
 * - `bwrap`: they see and reach only what they were given, and die as with `pidns`.
 * - `seatbelt`: macOS keeps them from files, the network and other processes; what they leave behind is looked for.
 * - `job-object`: Windows bounds them together and ends all of them, with the run and with us; they see what the user does.
 * - `pidns`: all of them die with us and with the run, however they hide.
 * - `subreaper`: a process of ours ends all of them, with the run and with us; a command can kill that process first.
 * - `pdeathsig`: the command dies with us; what it left behind is looked for.
 * - `plain`: processes are looked for and killed; nothing dies by itself.
 */
export interface LaunchSupport {
  readonly kind: 'bwrap' | 'seatbelt' | 'job-object' | 'pidns' | 'subreaper' | 'pdeathsig' | 'plain'
  /** Why it is this kind and not a stronger one. */
  readonly reason: string
  /** For `pidns`: which namespaces come with it. */
  readonly namespaces?: NamespaceKind
  /** For `bwrap`. */
  readonly sandbox?: SandboxKind
  /** For `bwrap`: where the kernel bounds memory and processes of a command together; otherwise they are watched. */
  readonly groups?: ControlGroups
  /** For `job-object`. */
  readonly jobs?: JobObjects
}
