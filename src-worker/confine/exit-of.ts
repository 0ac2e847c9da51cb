import type { ChildProcess } from 'node:child_process'

/**
 * Resolves when the process has ended, also before this was asked, or never began. `once` would reject on any later `error`, such
 * as a failed kill.
 */
export function exitOf(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (child.exitCode !== null || child.signalCode !== null) resolve()
  child.once('exit', () => resolve())
  child.on('error', () => {
    if (child.pid === undefined) resolve()
  })
  return promise
}

/** Whether `promise` resolves within `ms`. */
export async function within(ms: number, promise: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), ms)
  try {
    return await Promise.race([promise.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
