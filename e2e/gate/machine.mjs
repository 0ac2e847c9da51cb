import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findBrowser } from './find-browser.mjs'

/** Programs the tests start, and the Debian package that holds each. */
const TOOLS = [
  { name: 'git', package: 'git', on: ['linux', 'darwin', 'win32'] },
  { name: 'python3', package: 'python3', on: ['linux', 'darwin'] },
  { name: 'openssl', package: 'openssl', on: ['linux', 'darwin'] },
  { name: 'setpriv', package: 'util-linux', on: ['linux'] },
  { name: 'unshare', package: 'util-linux', on: ['linux'] },
  { name: 'bwrap', package: 'bubblewrap', on: ['linux'] },
  { name: 'perl', package: 'perl', on: ['linux'] },
  { name: 'bash', package: 'bash', on: ['linux', 'darwin'] },
  { name: 'curl', package: 'curl', on: ['linux', 'darwin'] },
  { name: 'ps', package: 'procps', on: ['linux', 'darwin'] },
  // What checks and installs the packages of Linux.
  { name: 'dpkg-deb', package: 'dpkg', on: ['linux'] },
  { name: 'dash', package: 'dash', on: ['linux'] },
  { name: 'shellcheck', package: 'shellcheck', on: ['linux'] },
  { name: 'desktop-file-validate', package: 'desktop-file-utils', on: ['linux'] },
  { name: 'update-mime-database', package: 'shared-mime-info', on: ['linux'] },
  { name: 'apparmor_parser', package: 'apparmor', on: ['linux'] },
]

/** Where programs of administrators lie, which are not on everybody's PATH. */
const SYSTEM_FOLDERS = process.platform === 'linux' ? ['/usr/sbin', '/sbin'] : []

const MINUTES = 60_000
/** Any Chromium does; this one takes half the processor time for a page, which is worth an installation. */
const HEADLESS = 'chromium-headless-shell'

/**
 * Makes sure that every program the tests need is here, installing what it may, and returns the browser's path.
 * @param {string} root
 * @param {string} node24
 * @param {(line: string) => void} say
 */
export function prepareMachine(root, node24, say) {
  const absent = () => TOOLS.filter((tool) => tool.on.includes(process.platform) && !isOnPath(tool.name))
  if (absent().length > 0) aptInstall([...new Set(absent().map((tool) => tool.package))], say)
  const missing = absent()
  if (missing.length > 0) {
    throw new Error(
      `The tests need ${missing.map((tool) => tool.name).join(', ')}, which this machine lacks. ` +
        `Install ${[...new Set(missing.map((tool) => tool.package))].join(' ')} with the system's package manager.`,
    )
  }
  return browser(root, node24, say)
}

/**
 * @param {string} root
 * @param {string} node24
 * @param {(line: string) => void} say
 */
function browser(root, node24, say) {
  if (!isHeadless(findBrowser())) aptInstall([HEADLESS], say)
  const found = findBrowser() ?? playwrightBrowser(root, node24, say)
  if (found) return found
  aptInstall(['chromium'], say)
  const installed = findBrowser()
  if (installed) return installed
  throw new Error(
    'The browser tests need Chromium, which this machine lacks and which could not be installed. ' +
      'Install Chromium or Chrome, or name one in CHROMIUM_PATH.',
  )
}

/** @param {string | undefined} path */
function isHeadless(path) {
  return path !== undefined && (process.env['CHROMIUM_PATH'] !== undefined || path.endsWith(HEADLESS))
}

/**
 * Playwright's own Chromium, downloaded where it is not yet here and the download works.
 * @param {string} root
 * @param {string} node24
 * @param {(line: string) => void} say
 */
function playwrightBrowser(root, node24, say) {
  const ask = `import { chromium } from 'playwright'; console.log(chromium.executablePath())`
  const path = () =>
    spawnSync(node24, ['--input-type=module', '-e', ask], { cwd: root, encoding: 'utf8' }).stdout.trim()
  if (existsSync(path())) return path()
  say('No Chromium found: asking Playwright for its own.')
  const cli = join(root, 'node_modules', 'playwright', 'cli.js')
  const deps = isRoot() && process.platform === 'linux' ? ['--with-deps'] : []
  spawnSync(node24, [cli, 'install', ...deps, 'chromium'], { cwd: root, stdio: 'ignore', timeout: 3 * MINUTES })
  return existsSync(path()) ? path() : undefined
}

/**
 * Installs Debian packages where that is ours to do: as root, where apt-get is.
 * @param {string[]} packages
 * @param {(line: string) => void} say
 */
function aptInstall(packages, say) {
  if (!isRoot() || !isOnPath('apt-get')) return
  say(`Installing with apt-get: ${packages.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  /** @type {import('node:child_process').SpawnSyncOptionsWithStringEncoding} */
  const options = { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 5 * MINUTES }
  // A machine without a way out is to say so soon.
  const patience = ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=20']
  const install = () =>
    spawnSync('apt-get', [...patience, 'install', '-y', '--no-install-recommends', ...packages], options)
  // A package list that is there may do, and one that could not be refreshed may still: only the last failure is told.
  let done = install()
  if (done.status !== 0) {
    spawnSync('apt-get', [...patience, 'update'], options)
    done = install()
  }
  if (done.status !== 0) say(`apt-get failed:\n${done.stdout}${done.stderr}`)
}

function isRoot() {
  return process.getuid?.() === 0
}

/** @param {string} name */
function isOnPath(name) {
  const file = process.platform === 'win32' ? `${name}.exe` : name
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS]
  return folders.some((folder) => existsSync(join(folder, file)))
}
