import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { capSchema } from '#schemas'
import { createClock } from '#schemas/format'
import { BEAT_INTERVAL_MS, type FromWorker } from '#schemas/protocol'
import { startBeats } from './beats.ts'
import type { Handlers } from './handlers/index.ts'
import { EXIT, type ExitCode, startLoop } from './loop.ts'
import { openPort } from './port.ts'
import { reportSandbox } from './sandbox-report.ts'

/** Capabilities of every worker of this build, before what the environment adds. */
const OFFERS = ['repo_tools']

export interface ForkedWorkerOptions {
  /** What is done for each job type; a test may put another one in a type's place. */
  readonly handlers: Handlers
}

/**
 * Runs this process as a worker that a core has started: forked, with an IPC channel in advanced serialization and a pipe for
 * heartbeats as descriptor 3, or as a utility process of Electron, with a port and heartbeats on stdout. Returns the exit code
 * once nothing is left to do.
 */
export async function runForkedWorker({ handlers }: ForkedWorkerOptions): Promise<ExitCode> {
  const port = await openPort<FromWorker>()
  if (port === undefined) {
    say('This is the worker of Interlock; it is started by the core, not by hand.')
    return EXIT.mismatch
  }
  const clock = createClock()
  const beats = startBeats({ clock, descriptor: port.beatDescriptor, intervalMs: BEAT_INTERVAL_MS })
  const loop = startLoop({
    port,
    clock,
    beats,
    handlers,
    version: readVersion(),
    offers: readOffers(process.env['INTERLOCK_WORKER_OFFERS']),
    sandbox: reportSandbox,
    env: process.env,
    say,
  })
  // Ctrl-C in the terminal, or closing it, reaches the whole group; what it means is the core's to decide.
  process.on('SIGINT', () => undefined)
  process.on('SIGHUP', () => undefined)
  process.on('SIGTERM', () => loop.shutDown())
  process.on('exit', () => beats.killGuarded())
  // Nobody reads any more: then the line to the core is cut as well, which ends this process.
  process.stderr.on('error', () => undefined)
  return loop.ended
}

function say(words: string): void {
  process.stderr.write(`${words}\n`)
}

/** Both the source and the built file lie one folder below the package's own. */
function readVersion(): string {
  try {
    const text = readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')
    return z.object({ version: z.string().max(64) }).parse(JSON.parse(text)).version
  } catch {
    // A worker that can see nothing but its own file still works.
    return 'unknown'
  }
}

function readOffers(added = ''): string[] {
  const names = added
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const [good, bad] = [names.filter(isCap), names.filter((name) => !isCap(name))]
  if (bad.length > 0)
    say(`INTERLOCK_WORKER_OFFERS names what is no capability, which is passed over: ${bad.join(', ')}`)
  return [...new Set([...OFFERS, ...good])].toSorted().slice(0, 64)
}

function isCap(name: string): boolean {
  return capSchema.safeParse(name).success
}
