import { useQuery } from '@tanstack/react-query'
import { statusQuery, useAddresses, useClient } from '../../app/index.ts'

/** Where a terminal of this machine reaches the core by REST, and finds its key; undefined where it cannot. */
export function useRest(): { readonly origin: string; readonly home: string } | undefined {
  const home = useQuery(statusQuery(useClient())).data?.core.home
  const { http: origin } = useAddresses()
  return home === undefined || origin === undefined ? undefined : { origin, home }
}
