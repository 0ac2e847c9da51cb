import { oc } from '@orpc/contract'
import { z } from 'zod'
import { type ErrorCode, errorKinds } from '../errors/index.ts'
import type { Needs, Right } from '../rights.ts'

/** Where a page goes on. What it holds is the list's own affair. */
export const cursorSchema = z.string().max(256)

/** How a failure crosses the API: `message` is the sentence, `data.remedy` what to do, `data.data` what it carries. */
type ContractErrors<C extends ErrorCode> = {
  [K in C]: { status: number; data: z.ZodObject<{ remedy: z.ZodString; data: (typeof errorKinds)[K]['data'] }> }
}

/** The typed errors of a procedure, from the catalogue. */
export function failsWith<C extends ErrorCode>(...codes: C[]): ContractErrors<C> {
  const entries = codes.map((code) => {
    const kind = errorKinds[code]
    return [code, { status: kind.status, data: z.object({ remedy: z.string(), data: kind.data }) }]
  })
  // Object.fromEntries forgets which key has which value; the loop above pairs them.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return Object.fromEntries(entries) as ContractErrors<C>
}

/** Where nothing else is said, only the operator may ask. */
const needs: Needs = { right: 'access' }

/** Why input can be refused before it is looked at, on every way in. */
export const INPUT_FAILURES = [
  'invalid_input',
  'input_too_large',
  'input_too_deep',
  'input_too_many_members',
  'input_not_json',
] as const

/** Failures any call can meet. */
const anyProcedure = oc
  .$meta<Needs>(needs)
  .errors(
    failsWith(
      ...INPUT_FAILURES,
      'core_stopping',
      'storage_failed',
      'not_signed_in',
      'key_ended',
      'right_missing',
      'outside_key',
      'origin_refused',
      'host_refused',
      'rate_limited',
      'too_many_requests',
    ),
  )

/** A procedure and the right it takes: the one place where that is said. */
export function procedure(right: Right, more: Omit<Needs, 'right'> = {}) {
  return anyProcedure.meta({ right, ...more })
}
