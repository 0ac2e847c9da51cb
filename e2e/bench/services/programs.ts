import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where Debian keeps the programs of each version of Postgres, away from PATH. */
const POSTGRES = '/usr/lib/postgresql'

const MINUTE_MS = 60_000

/** The path of a program; undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  const versions = existsSync(POSTGRES) ? readdirSync(POSTGRES).toSorted((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...versions.map((version) => join(POSTGRES, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ]
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

/** The same, after installing its Debian package where that is ours to do: as root, where apt-get is. */
export function findOrInstall(name: string, debianPackage: string, say: (line: string) => void): string | undefined {
  const found = findProgram(name)
  if (found !== undefined || process.getuid?.() !== 0 || findProgram('apt-get') === undefined) return found
  say(`Installing with apt-get: ${debianPackage}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const args = ['install', '-y', '--no-install-recommends', debianPackage]
  spawnSync('apt-get', args, { env, stdio: 'ignore', timeout: 5 * MINUTE_MS })
  return findProgram(name)
}

/** Starting a program as root that refuses root, such as Postgres. */
export function asUser(user: string, argv: readonly string[]): readonly string[] {
  return process.getuid?.() === 0 ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', ...argv] : argv
}
