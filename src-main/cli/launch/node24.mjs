import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export const NEEDED_MAJOR = 24

/** The major version of the Node that runs this very code. */
export const currentMajor = majorOf(process.versions.node)

/**
 * Finds a Node that can open the core: the one installed with the project, else this one, else the first on PATH.
 * @param {string} root the project's folder
 * @returns {string | undefined} an absolute path
 */
export function findNode24(root) {
  const bundled = bundledNode(root)
  if (existsSync(bundled)) return bundled
  if (currentMajor >= NEEDED_MAJOR) return process.execPath
  return nodesOnPath().find((candidate) => {
    const asked = spawnSync(candidate, ['--version'], { encoding: 'utf8', timeout: 5000 })
    return asked.status === 0 && majorOf(asked.stdout.trim().replace(/^v/, '')) >= NEEDED_MAJOR
  })
}

/** @param {string} root */
export function requireNode24(root) {
  const found = findNode24(root)
  if (found) return found
  throw new Error(
    `Interlock needs Node ${NEEDED_MAJOR} or newer to open its database, and found none (this is ${process.version}). ` +
      (process.platform === 'darwin'
        ? 'Install it from https://nodejs.org or with `brew install node`, then try again.'
        : 'Run `npm ci` without --omit=optional, which brings it along, or install it from https://nodejs.org.'),
  )
}

/** @param {string} root */
function bundledNode(root) {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  return join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', binary)
}

function nodesOnPath() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .filter((path) => existsSync(path))
}

/** @param {string} version */
function majorOf(version) {
  return Number(version.split('.')[0])
}
