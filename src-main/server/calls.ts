import {
  type ApiRouter,
  createRestHandler,
  createRpcHandler,
  type Intake,
  MAX_REQUEST_BYTES,
  openApiDocument,
} from '#api'
import { readJson } from './body.ts'
import type { Caller } from './caller.ts'
import { type Exchange, pathOf } from './exchange.ts'
import { noSuchRoute, plainBody, refuse, rpcBody, wrongMethod } from './refusal.ts'

const REST_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Calls of the contract over HTTP, by callers that have been found out. */
export function createCalls({ router, version, intake }: { router: ApiRouter; version: string; intake: Intake }) {
  const rpcHandler = createRpcHandler(router)
  const restHandler = createRestHandler(router)
  let document: Promise<string> | undefined

  /** The request with its body read: oRPC takes that instead of reading without a limit. */
  async function read(exchange: Exchange, caller: Caller) {
    const refused = caller.admit()
    if (refused) throw refused
    return Object.assign(exchange.request, { body: await readJson(exchange, MAX_REQUEST_BYTES, intake) })
  }

  return {
    /** Only POST: a call whose input stands in the address would be kept in histories and logs. */
    async rpc(exchange: Exchange, caller: Caller): Promise<void> {
      const { request, response } = exchange
      if (request.method !== 'POST') return refuse(response, wrongMethod, rpcBody)
      const { context } = caller
      response.setHeader('Cache-Control', 'no-store')
      const { matched } = await rpcHandler.handle(await read(exchange, caller), response, { prefix: '/rpc', context })
      if (!matched) refuse(response, noSuchRoute, rpcBody)
    },

    async rest(exchange: Exchange, caller: Caller): Promise<void> {
      const { request, response } = exchange
      if (!REST_METHODS.includes(request.method ?? '')) return refuse(response, wrongMethod, plainBody)
      const { context } = caller
      response.setHeader('Cache-Control', 'no-store')
      const body = await read(exchange, caller)
      if (request.method === 'GET' && pathOf(request) === '/v0/openapi.json') {
        document ??= openApiDocument(version).then((doc) => JSON.stringify(doc))
        response.setHeader('Content-Type', 'application/json').end(await document)
        return
      }
      const { matched } = await restHandler.handle(body, response, { prefix: '/v0', context })
      if (!matched) refuse(response, noSuchRoute, plainBody)
    },
  }
}

export type Calls = ReturnType<typeof createCalls>
