import { pino } from 'pino'
import type { Core } from '#core'
import { runUntilStopped } from '#daemon'

/** A daemon whose core does not end (`hang`), fails to end (`fail`) or fails by itself (`crash`), for a process of its own. */
const [kind] = process.argv.slice(2)
const stop = new AbortController()

if (kind === 'crash') setTimeout(() => void Promise.reject(new Error('nobody caught me')), 100)
// What a server and workers do for a real daemon: keep the process alive.
setInterval(() => {}, 1000)

const exitCode = runUntilStopped(
  {
    core: {} as Core,
    url: 'http://127.0.0.1:1',
    signInUrl: () => '',
    log: pino({ level: 'info' }),
    stopAsked: stop.signal,
    async close(reason) {
      console.log(`closing: ${reason}`)
      if (kind === 'fail') throw new Error('the disk is gone')
      if (kind === 'hang') await new Promise(() => {})
    },
  },
  1000,
)
console.log('ready')
process.exit(await exitCode)
