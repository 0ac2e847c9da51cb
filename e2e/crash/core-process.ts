import { flushCompileCache } from 'node:module'
import { pino } from 'pino'
import { createCore } from '#core'
import { createSocketServer } from '#server'
import { optionsOf } from '../support/built.ts'

/**
 * A core in a process of its own, served on its local socket, for tests that kill it: `node core-process.ts HOME SLOTS [FIGURE]`.
 * Ends in order on SIGTERM, and at once when its stdin does. Kills itself when the newest bulk operation has gone on: `changed`
 * a job, or `restored` one. TEST_WORKER in the environment names another worker than the built one.
 */
const [home = '', slots = '2', figure] = process.argv.slice(2)
const workerEntry = process.env['TEST_WORKER']

const core = await createCore({
  ...optionsOf(home),
  slots: Number(slots),
  ...(workerEntry !== undefined && { workerEntry }),
  limits: { silentMs: 1500, restartMinMs: 20, restartMaxMs: 100, retryMinMs: 10, retryMaxMs: 50, wallGraceMs: 500 },
})
const log = pino({ level: 'silent' })
const server = await createSocketServer({ core, home, stop: () => undefined, log, version: '0.0.0-test' })

// Killed as it will be, it keeps what it compiled for the next one now or never.
flushCompileCache()

/** Looks once in each turn of the loop, and a write is a turn: nobody from outside could be as sure to be in the middle. */
function dieMidway(): void {
  const [operation] = core.operations.list({ limit: 1 }).items
  const count = figure === 'changed' ? operation?.changed : operation?.undone?.restored
  if (count !== undefined && count > 0) process.kill(process.pid, 'SIGKILL')
  setImmediate(dieMidway)
}
if (figure !== undefined) dieMidway()

process.stdin.resume().once('end', () => process.exit())
process.once('SIGTERM', () => {
  void server
    .close()
    .then(() => core.close('test'))
    .then(() => process.exit())
})
