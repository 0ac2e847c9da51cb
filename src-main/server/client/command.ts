import { realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { shellQuoted } from '#schemas/format'
import { chooseHome } from './home.ts'
import { ownImage, type RunningProgram } from './own-image.ts'

/**
 * What a person types to start the command line of this installation from any folder: `interlock` where the PATH leads to
 * it, else Node with the whole path of the launcher, or the program of a packaged application with `cli`.
 * @param root folder Interlock is installed in
 */
export function commandOf(root: string, env: NodeJS.ProcessEnv, own: OwnProgram = process): string {
  const launcher = join(root, 'src-main', 'cli', 'launch', 'interlock.mjs')
  const target = real(launcher)
  if (target === undefined && own.versions['electron'] !== undefined) return packagedCommand(env, own)
  // npm puts such folders on the PATH of what it runs; the terminal of a person has none of them.
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => !/node_modules[/\\]\.bin[/\\]?$/.test(folder))
  const leads = (name: string) => folders.map((folder) => real(join(folder, name))).find((path) => path !== undefined)
  if (target !== undefined && leads('interlock') === target) return 'interlock'
  return `${leads('node') === undefined ? shellQuoted(process.execPath) : 'node'} ${shellQuoted(launcher)}`
}

/** What of `process` says which program runs us. */
export interface OwnProgram extends RunningProgram {
  readonly versions: NodeJS.Dict<string>
}

/** A package brings a launcher of its own where the system allows one. Behind `--` Chromium looks for no switches of its own. */
function packagedCommand(env: NodeJS.ProcessEnv, { platform, execPath }: OwnProgram): string {
  // What it unpacked itself to is gone afterwards.
  const single = ownImage(env, { platform, execPath })
  if (single !== undefined) return `${shellQuoted(single)} -- cli`
  const launchers: Partial<Record<NodeJS.Platform, string>> = {
    ...(execPath === '/opt/Interlock/interlock' && { linux: '/usr/bin/interlock' }),
    darwin: join(dirname(execPath), '..', 'Resources', 'bin', 'interlock'),
    win32: join(dirname(execPath), 'interlock.cmd'),
  }
  const named = launchers[platform]
  const launcher = named === undefined ? undefined : real(named)
  if (launcher === undefined) return `${shellQuoted(execPath)} -- cli`
  const name = platform === 'win32' ? 'interlock.cmd' : 'interlock'
  const onPath = (env['PATH'] ?? '').split(delimiter).map((folder) => real(join(folder, name)))
  return onPath.find((path) => path !== undefined) === launcher ? 'interlock' : shellQuoted(launcher)
}

/** The same for a data directory: named where it is not the one that is taken without a name. */
export function commandFor(root: string, home: string, env: NodeJS.ProcessEnv): string {
  const command = commandOf(root, env)
  return home === chooseHome(undefined, {}) ? command : `${command} --home ${shellQuoted(home)}`
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    // Not there, or not ours to look at: it cannot be started either.
    return undefined
  }
}
