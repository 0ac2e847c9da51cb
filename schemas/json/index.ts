import { z } from 'zod'
import { budgetsSchema } from '../budgets.ts'
import { chainDecisionSchema, chainGraphSchema } from '../chain-graph.ts'
import { errorKinds } from '../errors/index.ts'
import { eventKinds, eventRecordSchema } from '../events/index.ts'
import { jobSchema, jobSpecSchema } from '../job.ts'
import { operationPreviewSchema, operationSchema } from '../operation.ts'
import { policySchema } from '../policy.ts'
import { fromWorkerSchema, toWorkerSchema } from '../protocol/index.ts'
import { artifactDetailSchema, promotionPlanSchema } from '../review.ts'
import { artifactSchema, runSchema } from '../run.ts'
import { firingSchema } from '../firing.ts'
import { scheduleSchema } from '../schedule.ts'
import { scheduleSpecSchema } from '../schedule-spec.ts'
import { healthSchema, statusSchema, verificationSchema } from '../status.ts'
import { taskTypes } from '../tasks/index.ts'

/** Every published JSON Schema by file name, as text. `input` schemas say what may be sent, the others what is answered. */
export function jsonSchemas(): Map<string, string> {
  const inputs: Record<string, z.ZodType> = {
    'job-spec': jobSpecSchema,
    'schedule-spec': scheduleSpecSchema,
    budgets: budgetsSchema,
    policy: policySchema,
    ...Object.fromEntries(Object.entries(taskTypes).map(([type, task]) => [`${type}.payload`, task.payload])),
  }
  const outputs: Record<string, z.ZodType> = {
    job: jobSchema,
    schedule: scheduleSchema,
    firing: firingSchema,
    run: runSchema,
    artifact: artifactSchema,
    'artifact-detail': artifactDetailSchema,
    'promotion-plan': promotionPlanSchema,
    'chain-graph': chainGraphSchema,
    'chain-decision': chainDecisionSchema,
    operation: operationSchema,
    'operation-preview': operationPreviewSchema,
    status: statusSchema,
    health: healthSchema,
    verification: verificationSchema,
    'event-record': eventRecordSchema,
    events: z.object(eventKinds).meta({ description: 'Payload of each kind of event.' }),
    errors: z
      .object(Object.fromEntries(Object.entries(errorKinds).map(([code, kind]) => [code, kind.data])))
      .meta({ description: 'What each error carries in `data`.' }),
    'worker-protocol.to-worker': toWorkerSchema,
    'worker-protocol.from-worker': fromWorkerSchema,
    ...Object.fromEntries(Object.entries(taskTypes).map(([type, task]) => [`${type}.result`, task.result])),
  }
  const files = new Map<string, string>()
  for (const [io, schemas] of [
    ['input', inputs],
    ['output', outputs],
  ] as const) {
    for (const [name, schema] of Object.entries(schemas))
      files.set(`${name}.json`, `${JSON.stringify(z.toJSONSchema(schema, { io }), null, 2)}\n`)
  }
  return files
}
