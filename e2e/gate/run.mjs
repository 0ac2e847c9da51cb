import { spawnSync } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled, NEEDED_MAJOR, requireNode24 } from '#launch'
import { prepareMachine } from './machine.mjs'
import { isGreen, runSteps } from './run-steps.mjs'
import { stepsOf } from './steps.mjs'
import { closingLine, sum } from './tally.mjs'

// `npm test`: the whole gate. `--deep` adds the tests that take long.
const root = fileURLToPath(new URL('../../', import.meta.url))
const deep = process.argv.includes('--deep')
const say = (/** @type {string} */ line) => console.log(line)

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

const scratch = mkdtempSync(join(roomyMemory() ?? tmpdir(), 'interlock-gate-'))
process.once('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }))

try {
  const startedAt = performance.now()
  await ensureInstalled(root)
  const node24 = requireNode24(root)
  refuseOldNode(node24)
  const browser = prepareMachine(root, node24, say)
  const cores = Math.min(availableParallelism(), 4)
  const tallies = await runSteps(stepsOf(root, scratch, cores), {
    root,
    node24,
    cores,
    limitMs: (deep ? 90 : 30) * 60_000,
    env: {
      ...process.env,
      CHROMIUM_PATH: browser,
      // Hundreds of databases that are synced and thrown away need no disk.
      TMPDIR: scratch,
      // So do the same modules, loaded by hundreds of processes.
      NODE_COMPILE_CACHE: join(scratch, 'compiled'),
      INTERLOCK_DEEP: deep ? '1' : '',
      NO_COLOR: '1',
      // Tests that start `node` mean ours.
      PATH: [dirname(node24), process.env['PATH']].join(delimiter),
    },
    say,
  })
  const total = sum(tallies)
  say(`${Math.round((performance.now() - startedAt) / 1000)} s in all`)
  say(closingLine(total))
  process.exitCode = isGreen(total) ? 0 : 1
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  say(closingLine({ passed: 0, failed: 1, skipped: 0 }))
  process.exitCode = 1
}

/** A file system in memory with room for the tests' data directories; undefined where there is none. */
function roomyMemory() {
  const folder = '/dev/shm'
  try {
    const { bavail, bsize } = statfsSync(folder)
    accessSync(folder, constants.W_OK)
    return bavail * bsize > 4 * 1024 ** 3 ? folder : undefined
  } catch {
    return undefined
  }
}

/**
 * The database module crashes on older Nodes, so the version is asked of the program itself.
 * @param {string} node24
 */
function refuseOldNode(node24) {
  const major = spawnSync(node24, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout?.split('.')[0]
  if (Number(major) >= NEEDED_MAJOR) return
  throw new Error(
    `The tests need Node ${NEEDED_MAJOR} or newer; ${node24} is ${major ? `Node ${major}` : 'not working'}.`,
  )
}
