import { z } from 'zod'
import { errorKind } from './define.ts'

export const endpointErrors = {
  endpoint_not_found: errorKind({
    status: 404,
    data: z.strictObject({ name: z.string(), known: z.array(z.string()) }),
    sentence: ({ name, known }) =>
      known.length === 0
        ? `There is no endpoint ${name}; none has been added yet.`
        : `There is no endpoint ${name}. Known: ${known.join(', ')}.`,
    remedy: () => 'Name one that is there, or add it first.',
  }),
  endpoint_exists: errorKind({
    status: 409,
    data: z.strictObject({ name: z.string(), url: z.string() }),
    sentence: ({ name, url }) => `The endpoint ${name} is already there, at ${url}.`,
    remedy: () => 'Nothing was changed. Choose another name, or change the one that is there.',
  }),
  /** What was given is not repeated: a key may stand in it. */
  endpoint_url_invalid: errorKind({
    status: 422,
    data: z.strictObject({ reason: z.string() }),
    sentence: ({ reason }) => `This address cannot be an endpoint: ${reason}.`,
    remedy: () =>
      'Nothing was changed. Give the address of the server as in http://127.0.0.1:8000/v1; keep its key with `interlock secrets set NAME` and name it.',
  }),
  endpoint_changed: errorKind({
    status: 409,
    data: z.strictObject({ name: z.string(), revision: z.int(), seen: z.int() }),
    sentence: ({ name }) => `The endpoint ${name} was changed since you looked.`,
    remedy: () => 'Nothing was changed now. Look at it again and decide anew.',
  }),
} as const
