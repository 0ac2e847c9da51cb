import { useQueries, type UseQueryResult } from '@tanstack/react-query'
import { z } from 'zod'
import type { EventDetail, EventRecord } from '#schemas'
import { shellCommand } from '#schemas/format'
import { eventQuery, useClient } from '../../app/index.ts'

/** More steps than this keep the name of their tool: each name costs a call. */
const MOST_NAMES = 40

const bodySchema = z.looseObject({ argv: z.array(z.string()) })

/** What each step ran, by the event that called it; read from the bodies of the calls. */
export function useStepNames(events: readonly EventRecord[]): ReadonlyMap<number, string> {
  const client = useClient()
  const seqs = events
    .filter((event) => event.kind === 'tool.called')
    .map((event) => event.seq)
    .slice(0, MOST_NAMES)
  return useQueries({
    queries: seqs.map((seq) => eventQuery(client, seq)),
    combine: namesOf,
  })
}

/** One function for good, so that the same answers give the same map. */
function namesOf(answers: readonly UseQueryResult<EventDetail | null>[]): ReadonlyMap<number, string> {
  return new Map(
    answers.flatMap(({ data }): [number, string][] => {
      const body = bodySchema.safeParse(data?.bodies[0]?.value)
      return data && body.success ? [[data.event.seq, shellCommand(body.data.argv)]] : []
    }),
  )
}
