import { type ChildProcess, spawn } from 'node:child_process'
import { finished } from 'node:stream/promises'
import { exitOf, within } from './exit-of.ts'
import { stdioWithoutLeaks } from './inherited-descriptors.ts'
import { killTree, RUN_COOKIE } from './kill-tree.ts'
import { LaunchRefused } from './launch-refused.ts'

export const SETPRIV = '/usr/bin/setpriv'
export const UNSHARE = '/usr/bin/unshare'
export const NSENTER = '/usr/bin/nsenter'
export const CAT = '/usr/bin/cat'

export interface NamespaceKind {
  /** In a user namespace of its own, as one must without privileges. */
  readonly user: boolean
  /** With a `/proc` that shows the processes of the namespace only. */
  readonly proc: boolean
}

/**
 * A process namespace that lives as long as its first process. When that one ends, the kernel kills all others in it: whatever
 * they did with sessions, groups, parents or environment.
 */
export interface PidNamespace {
  /** The process outside the namespace whose death ends it. */
  readonly pid: number
  /** What runs `argv` inside, with its exit code and signal seen outside as they are. */
  enter(argv: readonly string[]): readonly string[]
  /** Kills everything inside; resolves when nothing is left, or false when the kernel has not managed within `waitMs`. */
  end(waitMs: number): Promise<boolean>
}

/**
 * Starts a namespace whose first process is `cat` on a pipe of ours. The job itself is let in as a later process, since the
 * first one ignores every signal it sends itself: a test that aborts would never end. `cat` answers as soon as it runs, which
 * tells that the namespace is ready, and ends when the pipe closes, so the job dies with us even without `setpriv`, whose
 * parent-death signal counts for the thread that spawned: spawn from the main thread.
 */
export async function createPidNamespace(kind: NamespaceKind, cwd: string, cookie?: string): Promise<PidNamespace> {
  const holder = spawn(SETPRIV, ['--pdeathsig', 'KILL', UNSHARE, ...unshareOptions(kind), '--', CAT], {
    cwd,
    env: cookie === undefined ? {} : { [RUN_COOKIE]: cookie },
    stdio: stdioWithoutLeaks(['pipe', 'pipe', 'pipe']),
    detached: true,
  })
  const gone = exitOf(holder)
  const { pid } = holder
  await untilReady(holder, gone)
  if (pid === undefined) throw new LaunchRefused('start_failed', 'The process namespace did not start.')

  return {
    pid,
    enter: (argv) => [
      NSENTER,
      // `--wd` without a value is the holder's directory, which it was started in by descriptor.
      ...(kind.user ? [`--user=/proc/${pid}/ns/user`, '--preserve-credentials'] : []),
      ...(kind.proc ? [`--mount=/proc/${pid}/ns/mnt`, `--wd=/proc/${pid}/cwd`] : []),
      `--pid=/proc/${pid}/ns/pid_for_children`,
      '--',
      ...argv,
    ],
    async end(waitMs) {
      holder.stdin?.destroy()
      if (await within(waitMs / 2, gone)) return true
      const { survivors } = await killTree(pid, undefined, { waitMs: waitMs / 2 })
      return survivors.length === 0
    },
  }
}

function unshareOptions({ user, proc }: NamespaceKind): string[] {
  const options = ['--pid', '--fork', '--kill-child=KILL']
  if (user) options.push('--user', '--map-current-user')
  if (proc) options.push('--mount-proc')
  return options
}

/** Resolves at the first byte that comes back. */
async function untilReady({ stdin, stdout, stderr }: ChildProcess, gone: Promise<void>): Promise<void> {
  let complaint = ''
  stderr?.on('data', (bytes: Buffer) => (complaint = (complaint + bytes.toString('utf8')).slice(0, 300)))
  // Writing to a holder that ended already fails; its exit says so, with a reason.
  stdin?.on('error', () => stdin.destroy())
  const answer = Promise.withResolvers<boolean>()
  stdout?.once('data', () => answer.resolve(true))
  stdin?.write('.')
  const ready = await Promise.race([answer.promise, gone.then(() => false)])
  if (ready) return
  // What it said may arrive after its exit.
  if (stderr !== null) await within(100, finished(stderr))
  throw new LaunchRefused(
    'start_failed',
    `A process namespace could not be made: ${complaint.trim() || 'it ended at once'}`,
  )
}
