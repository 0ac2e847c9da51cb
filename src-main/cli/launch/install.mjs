import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { run } from './build.mjs'
import { startProgress } from './progress.mjs'

/**
 * Makes `node_modules` match `package-lock.json`, by `npm ci` where it does not. Does nothing outside a clone.
 * @param {string} root
 */
export async function ensureInstalled(root) {
  if (!existsSync(lockfile(root)) || isInstalled(root)) return
  await alone(root, async () => {
    if (isInstalled(root)) return
    await install(root)
    remember(root)
  })
}

/** @param {string} root */
function isInstalled(root) {
  const marker = markerFile(root)
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lockHash(root)) return true
  if (!matchesLockfile(root)) return false
  remember(root)
  return true
}

/**
 * Whether what npm says it installed is what the lockfile asks for: the case of somebody who ran `npm ci` by hand.
 * @param {string} root
 */
function matchesLockfile(root) {
  const installedFile = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installedFile)) return false
  const installed = packagesIn(installedFile)
  return Object.entries(packagesIn(lockfile(root))).every(
    ([path, { version, optional }]) =>
      path === '' || (installed[path] ? installed[path].version === version : optional === true),
  )
}

/** @param {string} root */
async function install(root) {
  const expected = topLevelPackages(root)
  const progress = startProgress('Installing packages', () => {
    const present = presentPackages(root)
    return expected > 0 && present > 0 ? `${Math.min(present, expected)} of ${expected}` : ''
  })
  const { code, output } = await runNpm(root, ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'])
  if (code === 0) return progress.end('Installed packages')
  progress.end('Installing packages failed')
  throw new Error(`${output.trim()}\n\n${whatToDo(output)}`)
}

/**
 * @param {string} root
 * @param {string[]} args
 */
function runNpm(root, args) {
  // `npm start` and `npx` say which npm they are; running that one avoids a second, different npm on PATH.
  const script = process.env['npm_execpath']
  if (script && existsSync(script) && /^np[mx]/.test(basename(script))) {
    return run(process.execPath, [script.replace(/npx-cli\.js$/, 'npm-cli.js'), ...args], root)
  }
  return run('npm', args, root, { shell: process.platform === 'win32' }).catch((/** @type {unknown} */ cause) => {
    throw new Error('npm was not found on PATH. It comes with Node: https://nodejs.org', { cause })
  })
}

/** @param {string} output what npm printed */
function whatToDo(output) {
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ERR_SOCKET_TIMEOUT/.test(output))
    return 'npm could not reach its registry. Check the connection or the proxy, then run the same command again.'
  if (/ENOSPC/.test(output)) return 'The disk is full. Free about 1 GB, then run the same command again.'
  if (/EACCES|EPERM|EBUSY/.test(output))
    return 'npm may not write here. Close programs that use this folder, check who owns it, then try again.'
  return 'Run `npm ci` in this folder to see the problem on its own.'
}

/**
 * Runs `work` while no other launcher installs into the same folder.
 * @param {string} root
 * @param {() => Promise<void>} work
 */
async function alone(root, work) {
  const lock = join(root, '.install.lock')
  while (!take(lock)) await new Promise((resolve) => setTimeout(resolve, 300))
  try {
    await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    // Someone holds it, or held it and died; a dead holder's lock is removed and the next try takes it.
    if (!isAlive(lock)) rmSync(lock, { force: true })
    return false
  }
}

/** @param {string} lock */
function isAlive(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    // An empty file is a lock being written at this moment.
    return pid === 0 || process.kill(pid, 0)
  } catch {
    return false
  }
}

/** @param {string} root */
function remember(root) {
  writeFileSync(markerFile(root), lockHash(root))
}

/** @param {string} root */
function lockHash(root) {
  const machine = `${process.platform}-${process.arch}`
  return `${createHash('sha256')
    .update(readFileSync(lockfile(root)))
    .digest('hex')} ${machine}`
}

/** @param {string} root */
function topLevelPackages(root) {
  return Object.entries(packagesIn(lockfile(root))).filter(
    ([path, { os, cpu }]) =>
      /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) &&
      (os ?? [process.platform]).includes(process.platform) &&
      (cpu ?? [process.arch]).includes(process.arch),
  ).length
}

/** @param {string} root */
function presentPackages(root) {
  const modules = join(root, 'node_modules')
  if (!existsSync(modules)) return 0
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .reduce((sum, name) => sum + (name.startsWith('@') ? readdirSync(join(modules, name)).length : 1), 0)
}

/**
 * @typedef {{ version?: string, optional?: boolean, os?: string[], cpu?: string[] }} LockedPackage
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
 */
function packagesIn(file) {
  /** @type {{ packages: Record<string, LockedPackage> }} */
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  return lock.packages
}

/** @param {string} root */
function lockfile(root) {
  return join(root, 'package-lock.json')
}

/** @param {string} root */
function markerFile(root) {
  return join(root, 'node_modules', '.interlock-lock')
}
