import { connect } from 'node:net'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#schemas/contract'
import { socketOf } from './address.ts'
import { createSocketFetch } from './socket-fetch.ts'

/** The contract as calls to a live core. Failures are ORPCError with the code, sentence and `data.remedy` of ours. */
export type CoreClient = ContractRouterClient<Contract>

const CONNECT_MS = 1000

/**
 * Calls to the core that is live on a data directory; undefined when none is. The caller gives each call its own
 * deadline by `signal`. Runs on Node 20 and loads no native module.
 */
export async function connectToCore(home: string): Promise<CoreClient | undefined> {
  const socketPath = socketOf(home)
  if (socketPath === undefined || !(await answers(socketPath))) return undefined
  return createORPCClient(new RPCLink({ url: 'http://localhost/rpc', fetch: createSocketFetch(socketPath) }))
}

/** A socket file outlives a killed core, so only a connection proves that somebody listens. */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    const end = (live: boolean) => {
      clearTimeout(deadline)
      socket.destroy()
      resolve(live)
    }
    const deadline = setTimeout(() => end(false), CONNECT_MS)
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}
