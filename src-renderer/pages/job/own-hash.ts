import { useQuery } from '@tanstack/react-query'
import type { EventRecord } from '#schemas'
import { canonicalJson } from '#schemas/format'

/** SHA-256 over the RFC 8785 JSON of a record without its hash: what its hash must be. */
export async function hashOf({ hash: _, ...members }: EventRecord): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalJson(members))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Whether a record has the hash it should have, computed in this browser; undefined until it is known. */
export function useOwnHash(event: EventRecord): 'matches' | 'differs' | undefined {
  const { data } = useQuery({
    queryKey: ['job-page', 'own-hash', event.seq, event.hash],
    queryFn: () => hashOf(event),
    staleTime: Infinity,
  })
  if (data === undefined) return undefined
  return data === event.hash ? 'matches' : 'differs'
}
