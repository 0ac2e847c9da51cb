import { pino } from 'pino'
import { createCore } from '#core'
import { createSocketServer } from '#server'
import { optionsOf } from '../support/built.ts'

/**
 * A core in a process of its own, served on its local socket, for tests that kill it: `node core-process.ts HOME SLOTS`.
 * Ends in order on SIGTERM, and at once when its stdin does.
 */
const [home = '', slots = '2'] = process.argv.slice(2)

const core = await createCore({
  ...optionsOf(home),
  slots: Number(slots),
  limits: { silentMs: 1500, restartMinMs: 20, restartMaxMs: 100, retryMinMs: 10, retryMaxMs: 50, wallGraceMs: 500 },
})
const log = pino({ level: 'silent' })
const server = await createSocketServer({ core, home, stop: () => undefined, log, version: '0.0.0-test' })

process.stdin.resume().once('end', () => process.exit())
process.once('SIGTERM', () => {
  void server
    .close()
    .then(() => core.close('test'))
    .then(() => process.exit())
})
