import { z } from 'zod'
import { endpointReasonSchema, endpointStateSchema } from '../endpoint.ts'
import { bodyRefSchema } from './body.ts'

const endpoint = z.strictObject({ endpoint: z.string().max(64), name: z.string().max(64) })

/** Model servers, and when they came into another state; single probes are figures and no events. */
export const endpointEvents = {
  /** The body is its `EndpointSpec`, the address as it is asked. */
  'endpoint.added': endpoint.extend({ spec: bodyRefSchema }),
  'endpoint.changed': endpoint.extend({ revision: z.int(), spec: bodyRefSchema }),
  'endpoint.removed': endpoint,
  'endpoint.state_changed': endpoint.extend({
    from: endpointStateSchema,
    to: endpointStateSchema,
    reason: endpointReasonSchema.nullable(),
  }),
} as const
