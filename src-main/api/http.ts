import { OpenAPIHandler } from '@orpc/openapi/node'
import { RPCHandler } from '@orpc/server/node'
import { z } from 'zod'
import { refuseMalformed } from './malformed.ts'
import type { ApiRouter } from './router.ts'

const failureSchema = z.object({
  code: z.string(),
  message: z.string(),
  data: z.object({ remedy: z.string(), data: z.unknown() }).catch({ remedy: '', data: {} }),
})

/** RPC over HTTP, for our own clients. Bodies are read, measured and parsed before it sees a request. */
export function createRpcHandler(router: ApiRouter) {
  return new RPCHandler(router, { interceptors: [refuseMalformed] })
}

/** REST after the contract's routes, for scripts. Failures are `{ code, message, remedy, data }`. */
export function createRestHandler(router: ApiRouter) {
  return new OpenAPIHandler(router, {
    interceptors: [refuseMalformed],
    customErrorResponseBodyEncoder(error) {
      const { code, message, data } = failureSchema.parse(error.toJSON())
      return { code, message, ...data }
    },
  })
}
