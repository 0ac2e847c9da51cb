import { constants } from 'node:os'
import type { Daemon } from './daemon.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** How long an orderly stop may take before the process ends anyway; the next start then finds and ends what was left. */
const CLOSE_MS = 10_000

/** A signal to a whole process group arrives twice: by itself, and passed on by npm or a launcher. That is one wish. */
const SAME_WISH_MS = 300

/**
 * Lets a daemon have this process until it is told to stop: by a signal, by a client, or by a failure nobody caught. A second
 * signal ends the process on the spot.
 * @returns the exit code: 0 after an orderly stop
 */
export async function runUntilStopped(daemon: Daemon, closeMs = CLOSE_MS): Promise<number> {
  const { promise, resolve: end } = Promise.withResolvers<{ reason: string; code: number }>()
  let first: { signal: string; at: number } | undefined

  for (const signal of SIGNALS) {
    process.on(signal, () => {
      const at = performance.now()
      if (first?.signal === signal && at - first.at < SAME_WISH_MS) return
      if (first) process.exit(128 + constants.signals[signal])
      first = { signal, at }
      end({ reason: signal, code: 0 })
    })
  }
  const crash = (error: unknown) => {
    daemon.log.fatal({ err: error }, 'Nobody caught this')
    end({ reason: 'unexpected failure', code: 1 })
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  daemon.stopAsked.addEventListener('abort', () => end({ reason: 'asked to stop', code: 0 }), { once: true })

  const { reason, code } = await promise
  return (await closesInTime(daemon, reason, closeMs)) ? code : 1
}

async function closesInTime(daemon: Daemon, reason: string, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => {
      daemon.log.error({ withinMs }, 'Interlock did not stop in time')
      resolve(false)
    }, withinMs)
  })
  const closed = daemon.close(reason).then(
    () => true,
    (error: unknown) => {
      daemon.log.error({ err: error }, 'Interlock did not stop in order')
      return false
    },
  )
  const inTime = await Promise.race([closed, late])
  clearTimeout(timer)
  return inTime
}
