import type { z } from 'zod'
import { accessErrors } from './access.ts'
import { approvalErrors } from './approval.ts'
import { chainErrors } from './chain.ts'
import { controlErrors } from './control.ts'
import { agentErrors } from './agents.ts'
import { deliveryErrors } from './delivery.ts'
import { deskErrors } from './desk.ts'
import { endpointErrors } from './endpoint.ts'
import { exchangeErrors } from './exchange.ts'
import { inputErrors } from './input.ts'
import { operationErrors } from './operation.ts'
import { queueErrors } from './queue.ts'
import { sandboxErrors } from './sandbox.ts'
import { reviewErrors } from './review.ts'
import { scheduleErrors } from './schedule.ts'
import { secretsErrors } from './secrets.ts'
import { shellErrors } from './shell.ts'
import { storageErrors } from './storage.ts'
import { trustErrors } from './trust.ts'
import { workspaceErrors } from './workspace.ts'

export { accessErrors }
export { inputProblemSchema, type InputProblem } from './input.ts'

/** Every failure a caller can meet, by code. */
export const errorKinds = {
  ...inputErrors,
  ...queueErrors,
  ...operationErrors,
  ...workspaceErrors,
  ...controlErrors,
  ...chainErrors,
  ...deskErrors,
  ...storageErrors,
  ...accessErrors,
  ...exchangeErrors,
  ...sandboxErrors,
  ...reviewErrors,
  ...secretsErrors,
  ...shellErrors,
  ...trustErrors,
  ...scheduleErrors,
  ...deliveryErrors,
  ...agentErrors,
  ...approvalErrors,
  ...endpointErrors,
} as const

export type ErrorCode = keyof typeof errorKinds
export type ErrorData<C extends ErrorCode> = z.infer<(typeof errorKinds)[C]['data']>

/** A failure a person can act on. The message is the sentence; `remedy` says what to do next. */
export class InterlockError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C
  readonly data: ErrorData<C>
  readonly remedy: string
  readonly status: number

  constructor(code: C, data: ErrorData<C>, options?: ErrorOptions) {
    const kind = describe(code)
    super(kind.sentence(data), options)
    this.name = 'InterlockError'
    this.code = code
    this.data = data
    this.remedy = kind.remedy(data)
    this.status = kind.status
  }
}

/** Narrows a caught value to one of our failures. */
export function isInterlockError<C extends ErrorCode>(error: unknown, code?: C): error is InterlockError<C> {
  return error instanceof InterlockError && (code === undefined || error.code === code)
}

/** A failure that crossed a thread or process as code and data; undefined for what is none of ours. */
export function rebuiltError(code: string, data: unknown): InterlockError | undefined {
  if (!isErrorCode(code)) return undefined
  const parsed = errorKinds[code].data.safeParse(data)
  return parsed.success ? new InterlockError(code, parsed.data) : undefined
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorKinds, code)
}

interface Described<C extends ErrorCode> {
  readonly status: number
  readonly sentence: (data: ErrorData<C>) => string
  readonly remedy: (data: ErrorData<C>) => string
}

/** TypeScript cannot relate `errorKinds[C]` to `ErrorData<C>` for a generic C, so the correspondence is stated once, here. */
function describe<C extends ErrorCode>(code: C): Described<C> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return errorKinds[code] as unknown as Described<C>
}
