import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useClient } from '../../app/index.ts'
import { type Draft, draftText } from './draft.ts'

/** So long nothing is typed before the core is asked. */
const STILL_MS = 250

/** The dry run of a draft: what the core says it would be allowed to do here. `draft` is undefined while it is no job. */
export function useJobCheck(draft: Draft | undefined) {
  const client = useClient()
  const asked = useStill(draft, STILL_MS)
  return useQuery({
    queryKey: ['job-check', asked === undefined ? undefined : draftText(asked)],
    queryFn: ({ signal }) => client.jobs.check({ ...asked }, { signal }),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    meta: { live: { topics: ['workers', 'workspaces', 'secrets'] } },
    gcTime: 0,
  })
}

/** A value as it was when it last stood still for a while. */
export function useStill<T>(value: T, ms: number): T {
  const [still, setStill] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return still
}
