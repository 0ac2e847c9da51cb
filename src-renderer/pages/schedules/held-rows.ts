import { useState } from 'react'

/** Rows as they are shown: in their place while the reader is on them, whatever the core has by now. */
export interface HeldRows<T> {
  readonly rows: readonly T[]
  /** How many belong here and are not shown yet, or are shown and do not belong here any more. */
  readonly news: number
}

/** While held, no row comes, goes or moves; what a row says changes in place. */
export function heldRows<T extends { readonly id: string }>(shown: readonly T[], fresh: readonly T[]): HeldRows<T> {
  const now = new Map(fresh.map((row) => [row.id, row]))
  const have = new Set(shown.map(({ id }) => id))
  // The next page is what was asked for by scrolling; it comes after what is there.
  const last = fresh.findIndex(({ id }) => id === shown.at(-1)?.id)
  const older = last < 0 ? [] : fresh.slice(last + 1).filter(({ id }) => !have.has(id))
  const came = fresh.filter(({ id }) => !have.has(id)).length - older.length
  const left = shown.filter(({ id }) => !now.has(id)).length
  return { rows: [...shown.map((row) => now.get(row.id) ?? row), ...older], news: came + left }
}

/** The rows of a list that may be held. `of` says what they are of: with another one the list begins anew. */
export function useHeldRows<T extends { readonly id: string }>(fresh: readonly T[], of: string) {
  const [held, setHeld] = useState(false)
  const [shown, setShown] = useState({ of, rows: fresh })
  const isOther = shown.of !== of || shown.rows.length === 0
  const { rows, news } = held && !isOther ? heldRows(shown.rows, fresh) : { rows: fresh, news: 0 }
  if (shown.of !== of || rows.length !== shown.rows.length || rows.some((row, at) => row !== shown.rows[at]))
    setShown({ of, rows })
  return { rows, news, onHold: setHeld, show: () => setShown({ of, rows: fresh }) }
}
