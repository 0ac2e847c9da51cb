import { z } from 'zod'
import { approvalEvents } from './approval.ts'
import { chainEvents } from './chain.ts'
import { controlEvents } from './control.ts'
import { coreEvents } from './core.ts'
import { agentEvents } from './agents.ts'
import { deliveryEvents } from './delivery.ts'
import { endpointEvents } from './endpoint.ts'
import { importEvents } from './import.ts'
import { jobEvents } from './job.ts'
import { keyEvents } from './keys.ts'
import { operationEvents } from './operation.ts'
import { powerEvents } from './power.ts'
import { reviewEvents } from './review.ts'
import { runEvents } from './run.ts'
import { scheduleEvents } from './schedule.ts'
import { secretEvents } from './secrets.ts'
import { stepEvents } from './step.ts'
import { trustEvents } from './trust.ts'
import { workerEvents } from './worker.ts'

export { bodyRefSchema, type BodyRef } from './body.ts'
export type { JobWas } from './job.ts'
export { REPORTED_STEP_KINDS } from './step.ts'

/** Every event kind with the schema of its payload. Version of each is `EVENT_VERSION`. */
export const eventKinds = {
  ...jobEvents,
  ...chainEvents,
  ...operationEvents,
  ...runEvents,
  ...stepEvents,
  ...controlEvents,
  ...powerEvents,
  ...workerEvents,
  ...coreEvents,
  ...importEvents,
  ...reviewEvents,
  ...secretEvents,
  ...trustEvents,
  ...scheduleEvents,
  ...deliveryEvents,
  ...agentEvents,
  ...keyEvents,
  ...approvalEvents,
  ...endpointEvents,
} as const

export type EventKind = keyof typeof eventKinds
export type EventPayload<K extends EventKind> = z.infer<(typeof eventKinds)[K]>
export const EVENT_VERSION = 1

/** `prev_hash` of the very first event. */
export const GENESIS_HASH = '0'.repeat(64)

export function isEventKind(kind: string): kind is EventKind {
  return Object.hasOwn(eventKinds, kind)
}

/**
 * One row of the ledger. `hash` is SHA-256 over the RFC 8785 JSON of exactly the other ten members, `at` in integer
 * milliseconds. A kind this version does not know keeps its payload as it is.
 */
export const eventRecordSchema = z
  .strictObject({
    seq: z.int().min(1),
    at: z.int(),
    kind: z.string(),
    v: z.int(),
    actor: z.string(),
    job_id: z.string().nullable(),
    run_id: z.string().nullable(),
    trace_id: z.string().nullable(),
    payload: z.record(z.string(), z.unknown()),
    prev_hash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'EventRecord' })
export type EventRecord = z.infer<typeof eventRecordSchema>

/** An event with the bodies it points to, as far as they still exist. */
export const eventDetailSchema = z
  .strictObject({
    event: eventRecordSchema,
    bodies: z.array(
      z.strictObject({
        id: z.string(),
        state: z.enum(['intact', 'deleted', 'damaged']),
        value: z.unknown().meta({ description: 'Parsed JSON or text; null when it is gone or too large to show.' }),
      }),
    ),
  })
  .meta({ id: 'EventDetail' })
export type EventDetail = z.infer<typeof eventDetailSchema>
