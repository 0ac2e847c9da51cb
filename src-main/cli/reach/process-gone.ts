import { CliError } from '../failure.ts'
import { typed } from '../typed.ts'

/** An orderly stop ends running work first. */
const LONGEST_STOP_MS = 30_000
const LOOK_EVERY_MS = 25

/**
 * Waits until a process has ended.
 * @throws CliError core_silent when it takes longer than a stop may
 */
export async function processGone(pid: number): Promise<void> {
  const deadline = performance.now() + LONGEST_STOP_MS
  while (isAlive(pid)) {
    if (performance.now() > deadline)
      throw new CliError(
        'core_silent',
        `Process ${pid} was told to stop ${LONGEST_STOP_MS / 1000} s ago and still runs.`,
        `It may be waiting for work that does not end. ${typed('kill --hard')} ends running work at once.`,
      )
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    // No such process; one of another user cannot be, since its socket answered us.
    return false
  }
}
