import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useClient } from '../../../app/index.ts'

type Spans = readonly (readonly [number, number])[]
const NO_HITS: ReadonlyMap<number, Spans> = new Map()

/** Where the lines in view match a pattern; found in the core, where no pattern can hold the page. */
export function useRegexHits(
  run: string,
  find: string,
  { first, last }: { first: number; last: number },
): ReadonlyMap<number, Spans> {
  const client = useClient()
  const query = useQuery({
    queryKey: ['log-hits', run, find, first, last],
    queryFn: ({ signal }) =>
      client.runs.find({ id: run, find, regex: true, from: first, to: last, lines: true, limit: 500 }, { signal }),
    select: ({ lines }): ReadonlyMap<number, Spans> => new Map(lines.map((line) => [line.number, line.hits])),
    enabled: find !== '',
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    retry: false,
  })
  return query.data ?? NO_HITS
}
