import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { type Context, createContext, useContext } from 'react'
import type { Contract } from '#schemas/contract'
import type { CallContext, Link } from './link.ts'

/** The contract as typed calls. A failure is an `ORPCError` with our code and remedy, or `NoAnswer`. */
export type Client = ContractRouterClient<Contract, CallContext>

export function createClient({ link }: Link): Client {
  return createORPCClient(link)
}

/** Named, since what the compiler would infer spells the whole contract out. */
export const ClientContext: Context<Client | undefined> = createContext<Client | undefined>(undefined)

export function useClient(): Client {
  const client = useContext(ClientContext)
  if (!client) throw new Error('No client around this component.')
  return client
}
