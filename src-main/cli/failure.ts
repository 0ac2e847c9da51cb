import type { CliErrorCode } from './exit-codes.ts'
import { typed, typedIn } from './typed.ts'

/** A failure as people and scripts read it: the sentence, what to do next, and what it carries. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly remedy: string
  readonly data: unknown
}

/** A failure the command line finds itself, also one of the core that it can say better. Those of the core come as they are. */
export class CliError extends Error {
  readonly code: CliErrorCode | 'invalid_input'
  readonly remedy: string

  constructor(code: CliErrorCode | 'invalid_input', message: string, remedy: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CliError'
    this.code = code
    this.remedy = remedy
  }
}

/**
 * Reads any thrown value. Failures of the core come in two forms: as thrown here by an own core, and as they crossed the
 * API, where `data` holds the remedy and what the failure carries. Both are told by their members, so that a command for a
 * live core need not load the error classes.
 */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return unexpected(String(error))
  const code = textMember(error, 'code')
  const remedy = textMember(error, 'remedy')
  const data: unknown = Reflect.get(error, 'data')
  if (code !== undefined && remedy !== undefined)
    return { code, message: error.message, remedy: remedyHere(code, remedy), data: data ?? {} }
  if (code !== undefined && isLost(code, error)) return lost()
  if (code !== undefined && typeof data === 'object' && data !== null) {
    const carried = textMember(data, 'remedy')
    if (carried !== undefined)
      return {
        code: knownName(code),
        message: error.message,
        remedy: remedyHere(code, carried),
        data: Reflect.get(data, 'data') ?? {},
      }
  }
  return unexpected(error.message)
}

/** What to do, where that is a command on this side of the API. */
function remedyHere(code: string, remedy: string): string {
  return code === 'operation_not_found'
    ? `${typed('jobs operations')} lists the latest with their ids.`
    : typedIn(remedy)
}

/** A failure as lines for people. */
export function failureLines(failure: Failure): string[] {
  return [failure.message, failure.remedy].filter((line) => line !== '')
}

/** What a call meets whose core ends while it is under way. */
const LOST: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'])

function isLost(code: string, error: Error): boolean {
  return LOST.has(code) || (code === 'ENOENT' && textMember(error, 'syscall') === 'connect')
}

function lost(): Failure {
  return {
    code: 'no_core',
    message: 'Interlock stopped before it answered.',
    remedy: `Look with ${typed('status')}, then try again.`,
    data: {},
  }
}

function unexpected(message: string): Failure {
  return {
    code: 'internal',
    message: `Interlock met a problem it did not expect: ${message}`,
    remedy: 'Try again. If it stays, look into logs/ of the data directory.',
    data: {},
  }
}

/** The one code of the API that is not in our catalogue. */
function knownName(code: string): string {
  return code === 'INTERNAL_SERVER_ERROR' ? 'internal' : code
}

function textMember(value: object, name: string): string | undefined {
  const member: unknown = Reflect.get(value, name)
  return typeof member === 'string' ? member : undefined
}
