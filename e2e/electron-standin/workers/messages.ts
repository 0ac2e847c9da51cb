import type { TunnelMessage } from '../wire/tunnel.ts'

export type ToChild = TunnelMessage | { readonly is: 'message'; readonly data: unknown; readonly ports: string[] }

/** Ports only go down. */
export type FromChild = TunnelMessage | { readonly is: 'message'; readonly data: unknown }
