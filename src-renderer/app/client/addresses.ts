import { useQuery } from '@tanstack/react-query'
import { useClient } from './client.ts'
import { isInDesktop } from './port-link.ts'
import { statusQuery } from './queries.ts'

/** Where other programs of this machine find the core and what a page shows. */
export interface Addresses {
  /** The core over HTTP, such as `http://127.0.0.1:7717`; undefined where it serves none, or has not said so yet. */
  readonly http: string | undefined
  /** A link to a job; `search` holds what of it is shown, as far as such a link can say that. */
  readonly job: (id: string, search?: string) => string
}

/** The page itself has an address in a browser only: in the desktop it lies in a bundle that nobody else can open. */
export function useAddresses(): Addresses {
  const status = useQuery(statusQuery(useClient())).data
  if (!isInDesktop())
    return { http: location.origin, job: (id, search = '') => `${location.origin}/jobs/${id}${search}` }
  return { http: status?.console_url ?? undefined, job: (id) => `interlock://job/${id}` }
}

/** Where a terminal of this machine reaches the core by REST, and finds its key. */
export interface Rest {
  readonly origin: string
  /** The data directory, which holds the key. */
  readonly home: string
}

/** Undefined where the core cannot be reached so, or has not said yet where it is. */
export function useRest(): Rest | undefined {
  const home = useQuery(statusQuery(useClient())).data?.core.home
  const { http: origin } = useAddresses()
  return home === undefined || origin === undefined ? undefined : { origin, home }
}

/** Why there is no address to copy. */
export const NO_HTTP = 'This core has no address in a browser.'
