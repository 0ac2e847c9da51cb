import { useInfiniteQuery, useQueries } from '@tanstack/react-query'
import { useEffect, useMemo, useReducer } from 'react'
import type { Approval, ApprovalDetail } from '#schemas'
import type { ApprovalFilter } from '#schemas/contract'
import { useClient } from '../../app/index.ts'
import { merged } from './list-model.ts'
import { approvalQuery, approvalsQuery } from './queries.ts'

interface Shown {
  readonly of: string
  readonly rows: readonly Approval[]
}

type Act =
  | { do: 'fresh'; of: string; rows: readonly Approval[]; known: readonly Approval[] }
  | { do: 'tidy'; rows: readonly Approval[] }

function reduce(state: Shown, act: Act): Shown {
  if (act.do === 'tidy') return { ...state, rows: act.rows }
  return { of: act.of, rows: merged(act.of === state.of ? state.rows : [], act.rows, act.known) }
}

/** Named, so that it is the same from one drawing to the next: its answer is, as long as nothing changed. */
function answered(answers: readonly { readonly data: ApprovalDetail | undefined }[]): Approval[] {
  return answers.flatMap(({ data }) => (data === undefined ? [] : [data.approval]))
}

/** The requests of a filter. Rows stay where they are until `tidy`, whatever becomes of them. */
export function useApprovalList(filter: ApprovalFilter) {
  const client = useClient()
  const of = JSON.stringify(filter)
  const query = useInfiniteQuery(approvalsQuery(client, filter))
  const [shown, act] = useReducer(reduce, { of, rows: [] })
  const fresh = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data])
  const rows = shown.of === of ? shown.rows : []
  const there = new Set(fresh?.map(({ id }) => id))
  const left = fresh === undefined ? [] : rows.filter(({ id }) => !there.has(id))
  // What is settled elsewhere says how.
  const known = useQueries({
    queries: left.map(({ id }) => approvalQuery(client, id)),
    combine: answered,
  })
  useEffect(() => {
    if (fresh) act({ do: 'fresh', of, rows: fresh, known })
  }, [fresh, of, known])
  return {
    rows,
    /** Rows that do not match the filter any more. */
    left: left.length,
    loaded: fresh !== undefined && shown.of === of,
    loading: query.isFetching,
    error: query.error,
    more: query.hasNextPage,
    readOn: () => void (query.hasNextPage && !query.isFetching && query.fetchNextPage()),
    retry: () => void query.refetch(),
    tidy: () => act({ do: 'tidy', rows: fresh ?? [] }),
  }
}

export type ApprovalList = ReturnType<typeof useApprovalList>
