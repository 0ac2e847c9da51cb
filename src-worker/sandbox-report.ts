import { detectToolchains, type LaunchSupport, type PromiseFinding, probeLaunch, selfTest } from '#confine'
import { SANDBOX_PROMISES, type SandboxFinding, type SandboxReport } from '#schemas'
import { sandboxRemedies } from '#schemas/texts'
import { readFileSync } from 'node:fs'

export interface ReportHow {
  /** The environment of this worker. */
  readonly env?: NodeJS.ProcessEnv
  /** Looks anew for what this machine has, instead of taking what was found at the start. */
  readonly again?: boolean
  /** Told of each promise as it is tried. */
  readonly onFinding?: (finding: SandboxFinding) => void
}

/** What the operating system enforces here, found out by trying each promise through the launch that jobs take. */
export async function reportSandbox({
  again = false,
  onFinding,
  env = process.env,
}: ReportHow = {}): Promise<SandboxReport> {
  const tell = (support: LaunchSupport) => (found: PromiseFinding) => onFinding?.(findingOf(support, found))
  let first: readonly PromiseFinding[] | undefined
  const support = await probeLaunch({
    again,
    // That a sandbox can be made shows where its promises are tried, so it needs no start of its own.
    async trial(candidate) {
      let began = false
      const found = await selfTest({
        support: candidate,
        onBegun: () => (began = true),
        onTried: (each) => (began ? tell(candidate)(each) : undefined),
      })
      if (began) first = found
      return began
    },
  })
  const report = isConfining(support.kind)
    ? confinedReport(support, await tested(support, tell(support), first))
    : looseReport(support)
  // Elsewhere commands reach whatever the machine does, and a name would promise what nobody keeps.
  const named_hosts = report.level === 'os-enforced' && env['INTERLOCK_NAMED_HOSTS'] === '1'
  return {
    ...report,
    named_hosts,
    toolchains: detectToolchains().map(({ name, paths }) => ({ name, paths: [...paths] })),
  }
}

const ATTEMPTS = 3

/** A machine that is too busy for an attempt breaks no promise: what failed is tried again. */
async function tested(
  support: LaunchSupport,
  onTried: (found: PromiseFinding) => void,
  first: readonly PromiseFinding[] | undefined,
): Promise<readonly PromiseFinding[]> {
  for (let attempt = 1; ; attempt += 1) {
    const found = (attempt === 1 ? first : undefined) ?? (await selfTest({ support, onTried }))
    if (attempt === ATTEMPTS || found.every(({ holds }) => holds)) return found
  }
}

/** Those whose promises can be tried, since they keep some. */
type Confining = 'bwrap' | 'seatbelt' | 'job-object'

const SANDBOXES: Record<Confining, string> = {
  bwrap: 'in a sandbox of bubblewrap',
  seatbelt: 'under a profile of Seatbelt',
  'job-object': 'in a Job Object',
}

function isConfining(kind: LaunchSupport['kind']): kind is Confining {
  return kind in SANDBOXES
}

function findingOf(support: LaunchSupport, { name, holds, detail }: PromiseFinding): SandboxFinding {
  return {
    promise: name,
    kept_by: holds ? 'os' : 'policy',
    detail: clipped(holds ? keptWords(support, name) : detail, 256),
  }
}

/** For a machine with a sandbox: the level is what the self-test saw of it. */
export function confinedReport(support: LaunchSupport, found: readonly PromiseFinding[]): SandboxReport {
  const broken = found.filter(({ holds }) => !holds)
  const findings = found.map((each) => findingOf(support, each))
  const where = isConfining(support.kind) ? SANDBOXES[support.kind] : 'without a sandbox'
  // Whatever was seen elsewhere: neither Seatbelt nor a Job Object keeps commands to all of it.
  if (broken.length === 0 && support.kind === 'bwrap') {
    const who = support.sandbox?.dropsRoot === true ? ', as a user without rights' : ''
    return {
      level: 'os-enforced',
      reason: `Each command runs ${where}${who}; all ${found.length} promises were tried and hold.`,
      findings,
    }
  }
  const named = broken.map(({ name, detail }) => `${name} (${detail})`).join(', ')
  return {
    level: broken.length === found.length ? 'policy-only' : 'os-partial',
    reason: clipped(`Commands run ${where}, but not every promise holds: ${named}. ${support.reason}`, 512),
    findings,
    ...(process.getuid?.() === 0 && support.sandbox?.dropsRoot === false
      ? { remedy: sandboxRemedies.mapped_mounts }
      : support.kind === 'bwrap'
        ? {}
        : { remedy: sandboxRemedies.system }),
  }
}

function keptWords(support: LaunchSupport, name: PromiseFinding['name']): string {
  if (support.kind !== 'bwrap') return 'This system was tried with what of that it has.'
  return name === 'memory' ? memoryWords(support) : ''
}

function memoryWords({ groups }: LaunchSupport): string {
  return groups === undefined
    ? 'Of all its processes together it is watched, since no control group is delegated.'
    : 'Of all its processes together as well, by a control group.'
}

const PROCESSES: Record<Exclude<LaunchSupport['kind'], Confining>, string> = {
  pidns: 'Commands run in a process namespace that ends with the worker',
  subreaper: 'Commands run under a process that ends all they started, also when the worker is killed',
  pdeathsig: 'Commands end with the worker, and what they leave behind is looked for and ended',
  plain: 'Commands and what they leave behind are looked for and ended',
}

/** For a machine without a sandbox: the end of processes is all that the system may see to. */
export function looseReport({ kind, reason }: LaunchSupport): SandboxReport {
  const processes = isConfining(kind) ? '' : PROCESSES[kind]
  const kept = kind === 'pidns' || kind === 'subreaper'
  return {
    level: kept ? 'os-partial' : 'policy-only',
    reason: clipped(
      `${processes}; files, network and resources are bounded by Interlock's own checks only. ${reason}`,
      512,
    ),
    findings: SANDBOX_PROMISES.map((promise) => ({
      promise,
      kept_by:
        kept && (promise === 'processes_end' || (promise === 'other_processes' && kind === 'pidns')) ? 'os' : 'policy',
      detail: '',
    })),
    remedy: remedyFor(reason, { platform: process.platform, appArmorRestricts: appArmorRestricts() }),
  }
}

export interface MachineFacts {
  readonly platform: NodeJS.Platform
  /** Whether AppArmor keeps programs without a profile from making user namespaces. */
  readonly appArmorRestricts: boolean
}

/** What to do about the complaint with which the sandbox could not be made. */
export function remedyFor(complaint: string, { platform, appArmorRestricts: restricts }: MachineFacts): string {
  if (platform !== 'linux') return sandboxRemedies.system
  if (/missing or can be changed/.test(complaint)) return sandboxRemedies.packages
  if (/mount_setattr|open_tree/.test(complaint)) return sandboxRemedies.mapped_mounts
  if (restricts || /setting up uid map|RTM_NEWADDR/.test(complaint)) return sandboxRemedies.app_armor
  if (/ENOSPC|No space left/.test(complaint)) return sandboxRemedies.namespaces_used_up
  return sandboxRemedies.container
}

function appArmorRestricts(): boolean {
  try {
    return readFileSync('/proc/sys/kernel/apparmor_restrict_unprivileged_userns', 'utf8').trim() === '1'
  } catch {
    // A system without that setting.
    return false
  }
}

function clipped(text: string, length: number): string {
  return text.slice(0, length).toWellFormed()
}
