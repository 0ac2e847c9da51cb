import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chooseHome } from '#server/client'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { installationRoot } from '../installation.ts'
import { printable, printableLine } from '../output/printable.ts'
import { fields } from '../output/table.ts'
import { refuseInApplication } from '../reach/application.ts'
import { nodeForCore } from '../reach/node24.ts'
import { daemonStatus } from '../scheduler/daemon-status.ts'
import { placesOf } from '../scheduler/places.ts'
import { typed, typedIn } from '../typed.ts'
import type { Blocked, ServiceManager, ServiceState } from './manager.ts'
import { managerFor, type System } from './managers.ts'
import { servicePlan, type ServicePlan } from './plan.ts'
import { runCommand } from './run-command.ts'

export interface ServiceOptions {
  readonly intervalSeconds?: number
  readonly limit?: number
  readonly passphraseFile?: string
  /** Only say what would be written. */
  readonly print?: boolean
}

/** What the commands answer. */
export interface ServiceAnswer extends ServiceState {
  readonly manager: ServiceManager['kind'] | null
  readonly name: string
  readonly file: string | null
  /** Whether the core of this data directory lives, started by the service or otherwise. */
  readonly daemon: { readonly running: boolean; readonly pid: number | null }
  readonly blocked_by: Blocked | null
  readonly notes: readonly string[]
}

/** Has the system start Interlock with the session, and start it again when it fails. */
export async function install(cli: Cli, options: ServiceOptions, system = thisSystem()): Promise<ExitCode> {
  refuseInApplication('install a service')
  const plan = planFor(cli.home, options, system)
  const manager = managerFor(plan, system)
  if (options.print === true && manager !== undefined) {
    cli.out.answer({ file: manager.file, content: manager.content }, () => [printable(manager.content)])
    return EXIT.ok
  }
  const blocked = await blockedBy(plan, manager)
  if (blocked === undefined) await manager?.install()
  return say(cli, plan, manager, blocked)
}

/** Has the system start it no more. */
export async function uninstall(cli: Cli, system = thisSystem()): Promise<ExitCode> {
  const plan = planFor(cli.home, {}, system)
  const manager = managerFor(plan, system)
  const blocked = await blockedBy(plan, manager)
  if (blocked === undefined) await manager?.uninstall()
  return say(cli, plan, manager, blocked)
}

export async function status(cli: Cli, system = thisSystem()): Promise<ExitCode> {
  const plan = planFor(cli.home, {}, system)
  const manager = managerFor(plan, system)
  await say(cli, plan, manager, await blockedBy(plan, manager))
  return EXIT.ok
}

/** How the service of a data directory stands, for what puts more than that together. */
export async function serviceAnswer(home: string, system = thisSystem()): Promise<ServiceAnswer> {
  const plan = planFor(home, {}, system)
  const manager = managerFor(plan, system)
  return answerOf(home, plan, manager, await blockedBy(plan, manager))
}

async function answerOf(
  home: string,
  plan: ServicePlan,
  manager: ServiceManager | undefined,
  blocked: Blocked | undefined,
): Promise<ServiceAnswer> {
  const daemon = daemonStatus(placesOf(home, {}), Date.now())
  const none: ServiceState = { installed: false, enabled: false, running: false, pid: null }
  const state = blocked === undefined && manager !== undefined ? await manager.state() : none
  return {
    manager: manager?.kind ?? null,
    name: plan.name,
    file: manager?.file ?? null,
    ...state,
    // A system that does not say so leaves it to the daemon's own files.
    ...(manager?.kind === 'task_scheduler' && state.installed && { running: daemon.running, pid: daemon.pid }),
    daemon: { running: daemon.running, pid: daemon.pid },
    blocked_by: blocked ?? null,
    notes: blocked === undefined && manager !== undefined && state.installed ? await manager.notes() : [],
  }
}

async function say(
  cli: Cli,
  plan: ServicePlan,
  manager: ServiceManager | undefined,
  blocked: Blocked | undefined,
): Promise<ExitCode> {
  const answer = await answerOf(cli.home, plan, manager, blocked)
  cli.out.answer(answer, () => lines(answer))
  return blocked === undefined ? EXIT.ok : EXIT.conflict
}

function lines({ manager, file, installed, running, pid, daemon, blocked_by, notes }: ServiceAnswer): string[] {
  const word = !installed
    ? 'not installed'
    : running
      ? `runs${pid === null ? '' : ` as process ${pid}`}`
      : 'installed, not running'
  const other = daemon.running && !(installed && running) ? `runs all the same, as process ${daemon.pid}` : undefined
  return [
    ...fields([
      ['Service', word],
      ['By', manager ?? 'nothing on this system'],
      ...(file === null || !installed ? [] : ([['Unit', printableLine(file)]] as const)),
      ...(other === undefined ? [] : ([['Daemon', other]] as const)),
    ]),
    ...(blocked_by === null ? [] : [blocked_by.message, typedIn(blocked_by.remedy)]),
    ...notes,
  ]
}

async function blockedBy(plan: ServicePlan, manager: ServiceManager | undefined): Promise<Blocked | undefined> {
  if (manager === undefined)
    return {
      code: 'system_unknown',
      message: `No way to install a service on ${process.platform} is known.`,
      remedy: `Start it in the background yourself: ${typed('scheduler daemon start')}.`,
    }
  if (!existsSync(plan.args[0] ?? ''))
    return {
      code: 'not_built',
      message: `${plan.args[0]} is missing, so there is nothing a service could start.`,
      remedy: 'Run `npm run build` in the folder of Interlock, or install it again.',
    }
  return manager.blocked()
}

const INTERVAL_SECONDS = 60
const LIMIT = 10

function planFor(home: string, options: ServiceOptions, { platform }: System): ServicePlan {
  const { intervalSeconds = INTERVAL_SECONDS, limit = LIMIT, passphraseFile } = options
  if (platform === 'win32' && passphraseFile !== undefined)
    throw new CliError(
      'usage',
      'A task of Windows takes no --passphrase-file.',
      'It runs in your session, whose keys open the secrets by themselves.',
    )
  return servicePlan({
    node: nodeForCore('A service'),
    root: installationRoot(),
    home,
    usualHome: chooseHome(undefined, {}),
    intervalSeconds,
    limit,
    passphraseFile: passphraseFile === undefined ? undefined : resolve(passphraseFile),
  })
}

function thisSystem(): System {
  const { platform, env } = process
  return { platform, env, uid: process.getuid?.() ?? 0, userHome: homedir(), run: runCommand, wait: sleep }
}
