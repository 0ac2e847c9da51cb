import { spawn } from 'node:child_process'
import { exitOf, within } from './exit-of.ts'
import type { LaunchSupport } from './launch-support.ts'
import { probeElsewhere } from './probe-elsewhere.ts'
import type { SandboxKind } from './sandbox/bubblewrap.ts'
import { DEFAULT_CONFINEMENT } from './sandbox/confinement.ts'
import type { ControlGroups } from './sandbox/control-group.ts'
import { probeSandbox, type Trial } from './sandbox/probe-sandbox.ts'
import { startReaped } from './sandbox/reaper.ts'
import { PERL } from './sandbox/starter.ts'
import { isTrustedTool } from './trusted-tool.ts'
import { CAT, createPidNamespace, type NamespaceKind, NSENTER, SETPRIV, UNSHARE } from './pid-namespace.ts'

let known: Promise<LaunchSupport> | undefined

export interface ProbeOptions {
  /** Finds out again, where something may have been installed since. */
  readonly again?: boolean
  /** Told of what may be the support before it counts, to try it with more than a start. @returns whether anything ran */
  readonly trial?: (support: LaunchSupport) => Promise<boolean>
}

/** Finds out once, by trying. */
export function probeLaunch({ again = false, trial }: ProbeOptions = {}): Promise<LaunchSupport> {
  if (again) known = undefined
  known ??= probe(trial && ((sandbox, groups) => trial(bwrapSupport(sandbox, groups, ''))))
  return known
}

function bwrapSupport(sandbox: SandboxKind, groups: ControlGroups | undefined, reason: string): LaunchSupport {
  return { kind: 'bwrap', reason, sandbox, ...(groups === undefined ? {} : { groups }) }
}

async function probe(trial: Trial | undefined): Promise<LaunchSupport> {
  if (process.platform !== 'linux') return probeElsewhere(process.platform)
  const sandbox = await probeSandbox(trial)
  if ('kind' in sandbox) return bwrapSupport(sandbox.kind, sandbox.groups, sandbox.reason)
  const tools = [SETPRIV, UNSHARE, NSENTER, CAT].filter((path) => !isTrustedTool(path))
  const complaints: string[] = [
    sandbox.complaint,
    ...tools.map((path) => `${path} is missing or can be changed by others.`),
  ]
  if (tools.length === 0) {
    for (const kind of kindsToTry()) {
      try {
        await tryNamespace(kind)
        return { kind: 'pidns', reason: [describe(kind), ...complaints].join(' ').slice(0, 400), namespaces: kind }
      } catch (error) {
        complaints.push(error instanceof Error ? error.message : String(error))
      }
    }
  }
  const reason = complaints.join(' ').slice(0, 400)
  if (isTrustedTool(PERL) && (await canReap())) return { kind: 'subreaper', reason }
  if (isTrustedTool(SETPRIV) && (await bindsToParent())) return { kind: 'pdeathsig', reason }
  return { kind: 'plain', reason }
}

function kindsToTry(): NamespaceKind[] {
  const withUser = [
    { user: true, proc: true },
    { user: true, proc: false },
  ]
  return process.getuid?.() === 0 ? [{ user: false, proc: true }, { user: false, proc: false }, ...withUser] : withUser
}

/** A namespace counts when a command in it runs, and dies with it. */
async function tryNamespace(kind: NamespaceKind): Promise<void> {
  const namespace = await createPidNamespace(kind, '/')
  try {
    const [file = '', ...args] = namespace.enter([CAT])
    const inside = spawn(file, args, { stdio: ['pipe', 'pipe', 'ignore'], env: {} })
    inside.stdin.on('error', () => inside.stdin.destroy())
    inside.stdin.write('.')
    const exited = exitOf(inside)
    const answered = Promise.withResolvers<boolean>()
    inside.stdout.once('data', () => answered.resolve(true))
    const isIn = await Promise.race([answered.promise, exited.then(() => false)])
    if (!isIn) throw new Error('A namespace could not be entered.')
    const isEmpty = await namespace.end(2000)
    if (!isEmpty || !(await within(1000, exited)) || inside.signalCode !== 'SIGKILL') {
      throw new Error('A namespace ended without its processes.')
    }
  } finally {
    await namespace.end(2000)
  }
}

function describe({ user, proc }: NamespaceKind): string {
  const user_ = user ? 'a user and a process namespace' : 'a process namespace'
  return `Each command runs in ${user_} of its own${proc ? ' with its own /proc' : ''}; it was tried.`
}

async function canReap(): Promise<boolean> {
  try {
    const reaped = await startReaped({
      argv: ['/usr/bin/true'],
      env: {},
      cookie: undefined,
      confinement: DEFAULT_CONFINEMENT,
      output: ['pipe', 'pipe'],
      errors: undefined,
      cwd: '/',
    })
    return await reaped.end(5000)
  } catch {
    // Whatever keeps it from starting keeps commands from being started by it.
    return false
  }
}

async function bindsToParent(): Promise<boolean> {
  const child = spawn(SETPRIV, ['--pdeathsig', 'KILL', '--', CAT, '/dev/null'], { stdio: 'ignore', env: {} })
  await exitOf(child)
  return child.exitCode === 0
}
