import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import {
  agentSchema,
  aliasSchema,
  artifactDetailSchema,
  artifactSchema,
  daliJobSchema,
  deliveryDetailSchema,
  deliverySchema,
  eventDetailSchema,
  eventRecordSchema,
  groupSchema,
  healthSchema,
  jobCheckSchema,
  jobDetailSchema,
  jobSchema,
  jobSpecSchema,
  killSwitchSchema,
  messageSchema,
  messageWithBodySchema,
  operationPreviewSchema,
  operationSchema,
  outboxSchema,
  outputFrameSchema,
  policyDifferenceSchema,
  presetSchema,
  promotionPlanSchema,
  runSchema,
  statusSchema,
  teamSchema,
  teamTaskSchema,
  verificationSchema,
  workerSchema,
  workspaceSchema,
  workspaceToolchainsSchema,
} from '#schemas'
import { contract, touchedSchema } from '#schemas/contract'

const answers = {
  Agent: agentSchema,
  Alias: aliasSchema,
  Artifact: artifactSchema,
  ArtifactDetail: artifactDetailSchema,
  Delivery: deliverySchema,
  DeliveryDetail: deliveryDetailSchema,
  EventDetail: eventDetailSchema,
  EventRecord: eventRecordSchema,
  Health: healthSchema,
  Job: jobSchema,
  JobCheck: jobCheckSchema,
  JobDetail: jobDetailSchema,
  KillSwitch: killSwitchSchema,
  Message: messageSchema,
  MessageWithBody: messageWithBodySchema,
  Operation: operationSchema,
  OperationPreview: operationPreviewSchema,
  Outbox: outboxSchema,
  OutputFrame: outputFrameSchema,
  PolicyDifference: policyDifferenceSchema,
  Preset: presetSchema,
  PromotionPlan: promotionPlanSchema,
  Run: runSchema,
  Status: statusSchema,
  TaskGroup: groupSchema,
  Team: teamSchema,
  TeamTask: teamTaskSchema,
  Touched: touchedSchema,
  Verification: verificationSchema,
  Worker: workerSchema,
  Workspace: workspaceSchema,
  WorkspaceToolchains: workspaceToolchainsSchema,
}

/** The REST surface as OpenAPI 3.1, generated from the contract. */
export async function openApiDocument(version: string) {
  const generator = new OpenAPIGenerator({
    schemaConverters: [new ZodToJsonSchemaConverter({ maxStructureDepth: 20 })],
  })
  const document = await generator.generate(contract, {
    info: {
      title: 'Interlock',
      version,
      description: 'Every failure is `{ code, message, remedy, data }`: what, in a sentence, and what to do next.',
    },
    servers: [{ url: '/v0' }],
    security: [{ token: [] }],
    commonSchemas: {
      JobSpec: { schema: jobSpecSchema, strategy: 'input' },
      DaliJob: { schema: daliJobSchema, strategy: 'input' },
      ...Object.fromEntries(
        Object.entries(answers).map(([name, schema]) => [name, { schema, strategy: 'output' as const }]),
      ),
    },
    customErrorResponseBodySchema: (kinds) => ({
      type: 'object',
      properties: {
        code: { enum: kinds.map(([code]) => code) },
        message: { type: 'string' },
        remedy: { type: 'string' },
        data: { type: 'object' },
      },
      required: ['code', 'message', 'remedy', 'data'],
    }),
  })
  document.components = {
    ...document.components,
    securitySchemes: {
      token: {
        type: 'http',
        scheme: 'bearer',
        description: 'An API key, or the token in `run/token`, which is made at each start.',
      },
    },
  }
  // The procedure takes any object and leaves the two forms to the core; here they are told.
  const enqueue = document.paths?.['/jobs']?.post
  const check = document.paths?.['/jobs/check']?.post
  if (check) check.requestBody = { required: true, content: { 'application/json': { schema: eitherJob } } }
  if (enqueue) enqueue.requestBody = { required: true, content: { 'application/json': { schema: eitherJob } } }
  return document
}

const eitherJob = { anyOf: [{ $ref: '#/components/schemas/JobSpec' }, { $ref: '#/components/schemas/DaliJob' }] }
