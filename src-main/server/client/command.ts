import { realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { shellQuoted } from '#schemas/format'
import { chooseHome } from './home.ts'

/**
 * What a person types to start the command line of this installation from any folder: `interlock` where the PATH leads to
 * it, else Node with the whole path of the launcher.
 * @param root folder Interlock is installed in
 */
export function commandOf(root: string, env: NodeJS.ProcessEnv): string {
  const launcher = join(root, 'src-main', 'cli', 'launch', 'interlock.mjs')
  const target = real(launcher)
  // npm puts such folders on the PATH of what it runs; the terminal of a person has none of them.
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => !/node_modules[/\\]\.bin[/\\]?$/.test(folder))
  const leads = (name: string) => folders.map((folder) => real(join(folder, name))).find((path) => path !== undefined)
  if (target !== undefined && leads('interlock') === target) return 'interlock'
  return `${leads('node') === undefined ? shellQuoted(process.execPath) : 'node'} ${shellQuoted(launcher)}`
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
