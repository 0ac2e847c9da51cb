// A first look at a built Interlock without Playwright, which cannot look into the shipped build: it starts the program with a
// fresh data directory, asks how it is, asks it to stop, and looks at what is left. Plain JavaScript for any Node.
//
//   node e2e/package/smoke.mjs <program> [options of it]        the packaged application
//   node e2e/package/smoke.mjs --daemon <dist/cli.js>           the same of a daemon, run by this Node
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const START_MS = 60_000
const ANSWER_MS = 30_000
const END_MS = 30_000
const LEFT_MS = 5000

const run = promisify(execFile)
const home = mkdtempSync(join(tmpdir(), 'interlock-smoke-'))
const { program, start, cli, shell } = commandsOf(process.argv.slice(2))
/** @type {NodeJS.ProcessEnv} */
const env = { ...process.env, INTERLOCK_HOME: home }
delete env['ELECTRON_RUN_AS_NODE']

let output = ''
const startedAt = Date.now()
const child = spawn(program, start, { env, stdio: ['ignore', 'pipe', 'pipe'] })
child.stdout.on('data', (text) => (output += String(text)))
child.stderr.on('data', (text) => (output += String(text)))
/** @type {Promise<string>} */
const ended = new Promise((resolve) => {
  child.once('error', ({ message }) => resolve(message))
  child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`))
})
let how = ''
void ended.then((said) => (how = said))

try {
  const coreFile = join(home, 'run', 'core.json')
  await until(START_MS, 'run/core.json is there', () => existsSync(coreFile))
  say(`started: ${readFileSync(coreFile, 'utf8').trim()}`)

  const status = await answer('status')
  expect(status.core.shell === shell, `the core runs in the shell ${shell}`, status.core)
  await until(ANSWER_MS, 'workers are up', async () => stateOf(await answer('health'), 'workers') === 'good')
  const health = await answer('health')
  for (const { check, state, text } of health.checks) say(`  ${check}: ${state}: ${text}`)
  expect(stateOf(health, 'database') === 'good', 'the database can be read and written', health.checks)

  const family = await familyOf(child.pid)
  say(`${family.length} processes`)
  expect(family.length > 1, 'there are processes beside the first', family)
  await answer('stop')
  await until(END_MS, 'it has ended', () => how !== '', false)
  expect(how === 'code 0', 'it ended with code 0', how)
  await until(LEFT_MS, 'none of its processes is left', () => family.every((pid) => !isAlive(pid)), false)
  expect(!existsSync(coreFile), 'run/core.json is gone', coreFile)
  say('passed')
} catch (error) {
  console.error(`FAILED: ${error instanceof Error ? error.message : String(error)}`)
  console.error(`What it printed:\n${output}`)
  process.exitCode = 1
  if (how === '') child.kill('SIGKILL')
} finally {
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}

/** @param {string[]} args */
function commandsOf(args) {
  const [first, ...rest] = args
  if (first === '--daemon' && rest[0] !== undefined)
    return { program: process.execPath, start: [rest[0], 'start', '--no-demo'], cli: [rest[0]], shell: 'daemon' }
  if (first === undefined) throw new Error('Which program? `node e2e/package/smoke.mjs <program>`')
  // Before `cli` comes what lets it do without a display; see resources/linux/interlock.
  const headless = process.platform === 'linux' ? ['--ozone-platform=headless', '--disable-gpu'] : []
  return { program: first, start: rest, cli: [...rest, ...headless, '--', 'cli'], shell: 'desktop' }
}

/** What the command line of the same program says, which is one JSON value. @param {string} command */
async function answer(command) {
  try {
    const { stdout } = await run(program, [...cli, command, '--json'], { env, timeout: ANSWER_MS })
    return JSON.parse(stdout)
  } catch (error) {
    const { stdout, stderr, message } = /** @type {Error & { stdout?: string, stderr?: string }} */ (error)
    // A health with something bad in it is an answer with exit code 1.
    if (command === 'health' && stdout) return JSON.parse(stdout)
    throw new Error(`\`${command}\` gave no answer: ${message}\n${stdout ?? ''}${stderr ?? ''}`, { cause: error })
  }
}

/**
 * @param {{ checks: { check: string, state: string, text: string }[] }} health
 * @param {string} name
 */
function stateOf(health, name) {
  return health.checks.find(({ check }) => check === name)?.state
}

/**
 * @param {number} milliseconds
 * @param {string} what
 * @param {() => boolean | Promise<boolean>} isSo
 * @param {boolean} [alive] whether its end ends the wait
 */
async function until(milliseconds, what, isSo, alive = true) {
  const deadline = Date.now() + milliseconds
  while (!(await isSo())) {
    if (alive && how !== '') throw new Error(`It ended (${how}) before ${what}.`)
    if (Date.now() > deadline) throw new Error(`Within ${milliseconds / 1000} s it is not so that ${what}.`)
    await sleep(100)
  }
  say(`${what} after ${Date.now() - startedAt} ms`)
}

/** A process and all below it. @param {number | undefined} first */
async function familyOf(first) {
  if (first === undefined) return []
  const pairs = process.platform === 'win32' ? await windowsProcesses() : await unixProcesses()
  const family = [first]
  // Grows while it is walked.
  for (const pid of family) for (const { child: its, parent } of pairs) if (parent === pid) family.push(its)
  return family
}

async function unixProcesses() {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='])
  return stdout.split('\n').map((line) => {
    const [its = 0, parent = 0] = line.trim().split(/\s+/).map(Number)
    return { child: its, parent }
  })
}

async function windowsProcesses() {
  const list = 'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId)" }'
  const { stdout } = await run('powershell.exe', ['-NoProfile', '-Command', list])
  return stdout.split('\n').map((line) => {
    const [its = 0, parent = 0] = line.trim().split(' ').map(Number)
    return { child: its, parent }
  })
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch {
    return false
  }
}

/** Ended, and waiting for a parent to notice. @param {number} pid */
function isZombie(pid) {
  const file = `/proc/${pid}/stat`
  return existsSync(file) && / Z /.test(readFileSync(file, 'utf8').replace(/^.*\) /, ' '))
}

/**
 * @param {boolean} isSo
 * @param {string} what
 * @param {unknown} found
 */
function expect(isSo, what, found) {
  if (!isSo) throw new Error(`It is not so that ${what}: ${JSON.stringify(found)}`)
}

/** @param {string} line */
function say(line) {
  console.log(line)
}
