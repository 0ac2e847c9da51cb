import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useReducer, useState } from 'react'
import type { Artifact } from '#schemas'
import type { ArtifactFilter } from '#schemas/contract'
import { useClient } from '../../app/index.ts'
import { EMPTY_LIST, merge, type ShownList } from './list-model.ts'
import { artifactsQuery } from './queries.ts'

const NONE: ReadonlyMap<string, Artifact> = new Map()

type Act =
  | { do: 'fresh'; of: string; rows: readonly Artifact[]; held: boolean; kept: ReadonlyMap<string, Artifact> }
  | { do: 'show'; rows: readonly Artifact[] }

interface State {
  readonly of: string
  readonly list: ShownList
}

function reduce(state: State, act: Act): State {
  if (act.do === 'show') return { ...state, list: merge(EMPTY_LIST, act.rows, { held: false, kept: NONE }) }
  const before = act.of === state.of ? state.list : EMPTY_LIST
  return { of: act.of, list: merge(before, act.rows, act) }
}

/** The list of a filter. While held, rows stay where they are; `show` brings what is new. */
export function useArtifactList(filter: ArtifactFilter) {
  const query = useInfiniteQuery(artifactsQuery(useClient(), filter))
  const of = JSON.stringify(filter)
  const [held, setHeld] = useState(false)
  // What was decided here is known before the list has heard of it, and may have left it.
  const [kept, setKept] = useState<{ of: string; map: ReadonlyMap<string, Artifact> }>({ of, map: NONE })
  const decided = kept.of === of ? kept.map : NONE
  const [state, act] = useReducer(reduce, { of, list: EMPTY_LIST })
  const fresh = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data])
  const holds = held || decided.size > 0
  useEffect(() => {
    if (fresh) act({ do: 'fresh', of, rows: fresh, held: holds, kept: decided })
  }, [fresh, of, holds, decided])
  const current = state.of === of ? state.list : EMPTY_LIST
  return {
    list: current,
    loaded: fresh !== undefined && state.of === of,
    loading: query.isFetching,
    error: query.error,
    more: query.hasNextPage,
    readOn: () => void (query.hasNextPage && !query.isFetching && query.fetchNextPage()),
    retry: () => void query.refetch(),
    onHold: setHeld,
    /** Keeps rows that were decided about in their place. */
    keep: (artifacts: readonly Artifact[]) =>
      setKept((before) => ({
        of,
        map: new Map([...(before.of === of ? before.map : NONE), ...artifacts.map((each) => [each.id, each] as const)]),
      })),
    show: () => {
      setKept({ of, map: NONE })
      act({ do: 'show', rows: fresh ?? [] })
    },
  }
}

export type ArtifactList = ReturnType<typeof useArtifactList>
