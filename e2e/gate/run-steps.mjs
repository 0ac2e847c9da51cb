import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { closingLine } from './tally.mjs'

/**
 * @typedef {import('./steps.mjs').Step} Step
 * @typedef {import('./tally.mjs').Tally} Tally
 * @typedef {object} Options
 * @property {string} root
 * @property {string} node24
 * @property {number} cores how many the steps may keep busy together
 * @property {number} limitMs after which a step is killed
 * @property {NodeJS.ProcessEnv} env
 * @property {(line: string) => void} say
 */

/** How long after a step's end its output may stay open. */
const LEFTOVERS_MS = 2000

/**
 * Runs steps side by side while there are cores for them, saying one line for each and all output of one that fails.
 * @param {Step[]} steps
 * @param {Options} options
 * @returns {Promise<Tally[]>}
 */
export async function runSteps(steps, { root, node24, cores, limitMs, env, say }) {
  /** @type {Map<string, Tally>} */
  const done = new Map()
  /** @type {Map<string, Promise<void>>} */
  const running = new Map()
  const waiting = [...steps]
  let free = cores

  while (waiting.length > 0 || running.size > 0) {
    for (const step of waiting.filter((candidate) => candidate.after.every((name) => done.has(name)))) {
      const needed = Math.min(step.cores, cores)
      if (needed > free) continue
      waiting.splice(waiting.indexOf(step), 1)
      free -= needed
      const work = run(step).then((tally) => {
        free += needed
        done.set(step.name, tally)
        running.delete(step.name)
      })
      running.set(step.name, work)
    }
    await Promise.race(running.values())
  }
  return [...done.values()]

  /**
   * @param {Step} step
   * @returns {Promise<Tally>}
   */
  async function run(step) {
    const broken = step.after.filter((name) => !isGreen(done.get(name)))
    if (broken.length > 0) {
      say(`✗ ${step.name}: not run, because of ${broken.join(', ')}`)
      return { passed: 0, failed: 1, skipped: 0 }
    }
    const startedAt = performance.now()
    const { code, output } = await spawnStep(step)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    const tally = step.tally(code)
    const counts = step.name.endsWith('tests') ? `  ${closingLine(tally)}` : ''
    say(`${isGreen(tally) ? '✓' : '✗'} ${step.name}  ${seconds} s${counts}`)
    if (!isGreen(tally)) say(`${stripVTControlCharacters(output).trimEnd()}\n`)
    return tally
  }

  /**
   * @param {Step} step
   * @returns {Promise<{ code: number, output: string }>}
   */
  function spawnStep(step) {
    return new Promise((resolve, reject) => {
      // A group of its own, so that a step that hangs goes away with everything it started.
      const child = spawn(node24, step.args, {
        cwd: root,
        env: { ...env, ...step.env },
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let output = ''
      let leftovers = false
      /** @type {NodeJS.Timeout | undefined} */
      let leftoverTimer
      const keep = (/** @type {Buffer} */ chunk) => (output += chunk.toString())
      child.stdout.on('data', keep)
      child.stderr.on('data', keep)
      const stop = () => killGroup(child.pid)
      const timer = setTimeout(() => {
        output += `\nKilled after ${limitMs / 60_000} minutes.\n`
        stop()
      }, limitMs)
      process.once('exit', stop)
      child.once('error', reject)
      child.once('exit', () => {
        leftoverTimer = setTimeout(() => {
          output += '\nIt ended, but left something running that still holds its output.\n'
          child.stdout.destroy()
          child.stderr.destroy()
          leftovers = true
        }, LEFTOVERS_MS)
      })
      child.once('close', (code) => {
        clearTimeout(timer)
        clearTimeout(leftoverTimer)
        process.removeListener('exit', stop)
        resolve({ code: leftovers ? 1 : (code ?? 1), output })
      })
    })
  }
}

/** @param {Tally | undefined} tally */
export function isGreen(tally) {
  return tally !== undefined && tally.failed === 0 && tally.skipped === 0
}

/** @param {number | undefined} pid */
function killGroup(pid) {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It has ended in the meantime.
  }
}
