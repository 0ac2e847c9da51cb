import { join } from 'node:path'
import { pino } from 'pino'
import { createCore, keyKeepersOf } from '#core'
import { readBootConfig } from '#host'
import { createSocketServer } from '#server'
import { commandFor, connectToCore } from '#server/client'
import { CliError } from '../failure.ts'
import { installationRoot, installedVersion } from '../installation.ts'
import type { Interrupts } from '../interrupts.ts'
import type { ReachedCore } from './api.ts'

/**
 * Opens the core of a data directory in this process and serves its socket, so that other commands meet it there as they
 * meet any other.
 * @throws InterlockError core_already_running, home_unusable, schema_newer, schema_changed
 */
export async function openOwnCore(
  home: string,
  { slots, maxClaims }: { readonly slots: number; readonly maxClaims: number | undefined },
  interrupts: Interrupts,
) {
  const root = installationRoot()
  const version = installedVersion()
  // From here on an end in the middle would leave running work to be found by the next start.
  const interrupted = interrupts.signal()
  const core = await createCore({
    home,
    shell: 'cli',
    version,
    command: commandFor(root, home, process.env),
    slots,
    workerEntry: join(root, 'dist', 'worker.js'),
    readerEntry: join(root, 'dist', 'reader.js'),
    resources: join(root, 'resources'),
    keyKeepers: () => keyKeepersOf(process.env),
    trustProviders: readBootConfig(home).trust_providers,
    ...(maxClaims !== undefined && { maxClaims }),
  })
  const stopped = new AbortController()
  const until = AbortSignal.any([interrupted, stopped.signal])
  const close = () => core.close(until.aborted ? 'interrupted' : 'command ended')
  const stop = () => stopped.abort()
  const socket = await createSocketServer({ core, home, stop, log: pino(logFile(home)), version }).catch(
    async (error: unknown) => {
      await close()
      throw error
    },
  )

  return {
    /** Runs `work` with the core, then closes it in order. */
    async during<T>(work: (core: ReachedCore) => Promise<T>): Promise<T> {
      try {
        const api = await connectToCore(home)
        if (!api) throw new CliError('internal', 'The core that was just opened does not answer.', 'Try again.')
        return await work({ api, live: false, until: () => until })
      } finally {
        try {
          await socket.close()
        } finally {
          await close()
        }
      }
    },
  }
}

/** A log that cannot be written must not end what is being logged. */
function logFile(home: string) {
  const file = pino.destination({ dest: join(home, 'logs', 'interlock.log'), mkdir: true, mode: 0o600, sync: true })
  file.on('error', () => undefined)
  return file
}
