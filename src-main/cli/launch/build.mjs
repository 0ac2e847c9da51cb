import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { requireNode24 } from './node24.mjs'
import { startProgress } from './progress.mjs'

const SOURCE_FOLDERS = ['schemas', 'src-main', 'src-worker', 'src-renderer']
const BUILD_FILES = [
  'package.json',
  'package-lock.json',
  'vite.build.ts',
  'vite.node.config.ts',
  'vite.renderer.config.ts',
]
const NOT_BUILT = /\.test\.tsx?$|\.md$|\.mjs$|^tsconfig\.json$/

/**
 * A short text that changes when any source changes. The sum of all times also notices a file that was put back to
 * an older one, which the newest time alone would not.
 * @param {string} root
 */
export function sourceStamp(root) {
  let files = 0
  let times = 0
  /** @param {string} path */
  const count = (path) => {
    files += 1
    times += Math.floor(statSync(path).mtimeMs)
  }
  /** @param {string} folder */
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(join(folder, entry.name))
      else if (!NOT_BUILT.test(entry.name)) count(join(folder, entry.name))
    }
  }
  SOURCE_FOLDERS.map((name) => join(root, name))
    .filter((path) => existsSync(path))
    .forEach(walk)
  BUILD_FILES.map((name) => join(root, name)).forEach(count)
  return `${files} files ${times}`
}

/** @param {string} root */
export function stampFile(root) {
  return join(root, 'dist', '.stamp')
}

/** Only a clone has the build's own file; a packaged Interlock has nothing to build. @param {string} root */
export function isClone(root) {
  return existsSync(join(root, 'vite.build.ts'))
}

/**
 * Builds `dist/` when a source changed since the last build.
 * @param {string} root
 */
export async function ensureBuilt(root) {
  if (!isClone(root) || isBuilt(root)) return
  const progress = startProgress('Building Interlock')
  const { code, output } = await run(requireNode24(root), [join(root, 'vite.build.ts')], root)
  if (code === 0) return progress.end('Built Interlock')
  progress.end('The build failed')
  throw new Error(`${output.trim()}\n\nThe sources in ${root} do not build; the message above says where.`)
}

/** @param {string} root */
function isBuilt(root) {
  return existsSync(stampFile(root)) && readFileSync(stampFile(root), 'utf8') === sourceStamp(root)
}

/**
 * Runs a program to its end and keeps what it printed.
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, cwd, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    /** @param {Buffer} chunk */
    const keep = (chunk) => (output += chunk.toString())
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
