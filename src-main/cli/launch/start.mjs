import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBuilt } from './build.mjs'
import { continueIn, runInstead, stopWithParent } from './handover.mjs'
import { ensureInstalled } from './install.mjs'
import { currentMajor, NEEDED_MAJOR, requireNode24 } from './node24.mjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const args = process.argv.slice(2)
const NO_ELECTRON =
  'No Electron here: starting the daemon with the console in the browser. ' +
  'For the desktop application: `npx install-electron`, then `npm start`.'

try {
  await ensureInstalled(root)
  await ensureBuilt(root)
  if (process.env['npm_lifecycle_event']) stopWithParent()
  const shell = chooseShell()
  console.log(shell.because)
  if (shell.electron) runInstead(shell.electron, [root, ...args])
  else await startDaemon(['start', '--open', ...args])
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/** @param {string[]} command */
async function startDaemon(command) {
  const cli = join(root, 'dist', 'cli.js')
  const node24 = requireNode24(root)
  process.env['INTERLOCK_NODE24'] = node24
  if (currentMajor < NEEDED_MAJOR) runInstead(node24, [cli, ...command])
  else await continueIn(cli, command)
}

/** @returns {{ electron?: string, because: string }} */
function chooseShell() {
  if (!existsSync(join(root, 'dist', 'desktop.js')))
    return { because: 'No desktop shell in this build: starting the daemon with the console in the browser.' }
  const electron = electronBinary()
  if (!electron) return { because: NO_ELECTRON }
  if (!hasDisplay()) return { because: 'No display here: starting the daemon with the console in the browser.' }
  const unfit = args.find((arg) => !isOfDesktop(arg))
  if (unfit !== undefined)
    return { because: `${unfit} is for the daemon: starting it with the console in the browser.` }
  return { electron, because: `Starting the desktop shell with ${electron}.` }
}

/** Windows and macOS always have one; elsewhere a session says where it is. */
function hasDisplay() {
  if (process.platform === 'win32' || process.platform === 'darwin') return true
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
}

/** Options such as `--port` or `--no-open` ask for what only the daemon does. @param {string} arg */
function isOfDesktop(arg) {
  return !arg.startsWith('-') || /^--(home|hidden)(=|$)/.test(arg)
}

/** Electron's package says in `path.txt` where its binary is, once it has been downloaded. */
function electronBinary() {
  const home = join(root, 'node_modules', 'electron')
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(home, 'dist')
  const name = existsSync(join(home, 'path.txt')) ? readFileSync(join(home, 'path.txt'), 'utf8').trim() : 'electron'
  const binary = join(dist, name)
  return existsSync(binary) ? binary : undefined
}
