import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commandOf } from '#server/client'

/** The folder Interlock is installed in: the nearest one above this file with a package.json. */
export function installationRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder)
    if (above === folder) throw new Error('Interlock cannot find its own folder: package.json is missing.')
    folder = above
  }
  return folder
}

/** Version of Interlock, as in package.json. */
export function installedVersion(): string {
  const found: unknown = JSON.parse(readFileSync(join(installationRoot(), 'package.json'), 'utf8'))
  const version: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, 'version') : undefined
  if (typeof version !== 'string') throw new Error('Interlock cannot tell its version: package.json holds none.')
  return version
}

/** What a person types to start this command line. */
export function ownCommand(): string {
  return commandOf(installationRoot(), process.env)
}
