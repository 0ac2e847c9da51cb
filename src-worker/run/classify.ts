import { PathRejected } from '#confine'
import { failed, RunEnd } from './run-end.ts'

/** System errors that may be gone the next time. */
const PASSING = new Set([
  'EAGAIN',
  'EBUSY',
  'EINTR',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOSPC',
  'EDQUOT',
  'ETIMEDOUT',
])

/** How a run ends that was left by `error`. */
export function endOf(error: unknown): RunEnd {
  if (error instanceof RunEnd) return error
  if (error instanceof PathRejected) {
    return failed('path_rejected', error.message, { daliError: `path_rejected:${error.reason}`, cause: error })
  }
  if (isSystemError(error)) {
    return failed('system_error', `The system refused a step of the run: ${error.message}.`, {
      transient: PASSING.has(error.code),
      cause: error,
    })
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return failed('internal_error', `Interlock's own code failed in this run: ${what}`, { cause: error })
}

function isSystemError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
}
