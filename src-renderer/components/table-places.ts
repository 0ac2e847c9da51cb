import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'

/** Where a row is. One that is no longer read stays where it was, so that the keyboard goes on from there. */
export function usePlaceOf<T extends object>(
  items: readonly (T | undefined)[],
  keyOf: (item: T) => string,
  key: string | undefined,
): number {
  const [last, setLast] = useState(-1)
  const found = useMemo(
    () => (key === undefined ? -1 : items.findIndex((item) => item !== undefined && keyOf(item) === key)),
    [items, keyOf, key],
  )
  if (found >= 0 && found !== last) setLast(found)
  if (found >= 0 || key === undefined) return found
  return last >= 0 && last < items.length && items[last] === undefined ? last : -1
}

interface Anchor<T> {
  readonly scroller: RefObject<HTMLElement | null>
  /** How far it is scrolled, as it was last told: reading it from the page would lay that out once more. */
  readonly offset: () => number
  /** What the rows are of; with another list one begins at its top. */
  readonly listKey: string | undefined
  readonly items: readonly (T | undefined)[]
  readonly keyOf: (item: T) => string
  readonly rowHeight: number
  /** Where rows have heights of their own. */
  readonly off: boolean
}

/** Keeps the topmost row in view where it is when rows above it come or go, or all become higher. */
export function useAnchor<T extends object>(anchor: Anchor<T>): void {
  const { scroller, offset, listKey, items, keyOf, rowHeight, off } = anchor
  const before = useRef({ listKey, items, rowHeight })
  useLayoutEffect(() => {
    const box = scroller.current
    const then = before.current
    before.current = { listKey, items, rowHeight }
    if (!box || off || (then.items === items && then.rowHeight === rowHeight)) return
    const scrolled = offset()
    if (scrolled === 0) return
    if (then.listKey !== listKey) {
      // Newer browsers answer with a promise, which must not be taken for what undoes this effect.
      box.scrollTo({ top: 0, behavior: 'instant' })
      return
    }
    const from = Math.floor(scrolled / then.rowHeight)
    const at = then.items.findIndex((item, place) => place >= from && item !== undefined)
    const row = then.items[at]
    if (row === undefined || (items[at] === row && then.rowHeight === rowHeight)) return
    const key = keyOf(row)
    const now = items.findIndex((item) => item !== undefined && keyOf(item) === key)
    if (now >= 0) box.scrollBy({ top: now * rowHeight - at * then.rowHeight, behavior: 'instant' })
  }, [scroller, offset, listKey, items, keyOf, rowHeight, off])
}
