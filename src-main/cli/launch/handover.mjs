import { spawn } from 'node:child_process'
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Becomes `script`: it sees `args` as its own, and this process's exit code is its exit code.
 * @param {string} script
 * @param {string[]} args
 */
export async function continueIn(script, args) {
  keepCompiled(join(dirname(script), '.compiled'))
  process.argv = [process.execPath, script, ...args]
  await import(pathToFileURL(script).href)
}

/**
 * Has Node keep what it compiled in a folder that nobody else may write to; as the daemon does. Node 20 cannot.
 * @param {string} folder
 */
function keepCompiled(folder) {
  if (!('enableCompileCache' in module)) return
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
    module.enableCompileCache(folder)
  } catch {
    // Not ours, or on a disk that is only read: then each start compiles.
  }
}

/**
 * Runs a program in our place and ends as it ended.
 * @param {string} program
 * @param {string[]} args
 */
export function runInstead(program, args) {
  const child = spawn(program, args, { stdio: 'inherit' })
  // At a terminal Ctrl-C reaches the child directly, being in the same group; sending it on would make it two.
  const terminal = hasTerminal()
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !terminal) child.kill(signal)
    })
  }
  child.once('error', (cause) => {
    console.error(`${program} could not be started: ${cause.message}`)
    process.exit(1)
  })
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM']))
}

/**
 * Sends this process a SIGTERM when its parent is gone: npm runs scripts through a shell, and a terminated npm takes
 * the shell with it but not what the shell runs.
 */
export function stopWithParent() {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  timer.unref()
}

function hasTerminal() {
  if (process.platform === 'win32') return true
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    // No controlling terminal: signals come from another program, to us alone.
    return false
  }
}
