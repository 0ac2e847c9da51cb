import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { type Context, createContext, useContext } from 'react'
import type { ShellContract } from '#schemas/contract'
import type { CallContext, Link } from './link.ts'

/** What only the shell of this window knows and does, as typed calls. */
export type ShellClient = ContractRouterClient<ShellContract, CallContext>

export function createShellClient({ link }: Link): ShellClient {
  return createORPCClient(link)
}

export const ShellContext: Context<ShellClient | undefined> = createContext<ShellClient | undefined>(undefined)

/** The shell of this window; undefined in a browser, which has none. */
export function useShell(): ShellClient | undefined {
  return useContext(ShellContext)
}
