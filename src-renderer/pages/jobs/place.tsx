import { useState, useSyncExternalStore } from 'react'
import { formatCount } from '#schemas/format'

/** Where one is in the list. Only the words for it are drawn while one scrolls. */
export interface Place {
  readonly first: () => number
  readonly set: (first: number) => void
  readonly subscribe: (tell: () => void) => () => void
}

function createPlace(): Place {
  const listeners = new Set<() => void>()
  let first = 0
  return {
    first: () => first,
    set(next) {
      first = next
      for (const tell of listeners) tell()
    },
    subscribe(tell) {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
  }
}

export function usePlace(): Place {
  const [place] = useState(createPlace)
  return place
}

interface PlaceWordsProps {
  readonly place: Place
  readonly rows: number
  readonly matching: { readonly count: number; readonly exact: boolean } | undefined
}

/** `Row 1,204 of more than 10,000`. */
export function PlaceWords({ place, rows, matching }: PlaceWordsProps) {
  const first = useSyncExternalStore(place.subscribe, place.first)
  if (rows === 0) return null
  const of = matching && `${matching.exact ? '' : 'more than '}${formatCount(Math.max(matching.count, rows))}`
  return (
    <span className="min-w-24 text-ink-3">
      Row {formatCount(Math.min(first + 1, rows))}
      {of !== undefined && ` of ${of}`}
    </span>
  )
}
