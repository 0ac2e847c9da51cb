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
  readonly items: readonly (T | undefined)[]
  readonly keyOf: (item: T) => string
  readonly rowHeight: number
  /** Where rows have heights of their own. */
  readonly off: boolean
}

/** Keeps the topmost row in view where it is when rows above it come or go, or all become higher. */
export function useAnchor<T extends object>({ scroller, items, keyOf, rowHeight, off }: Anchor<T>): void {
  const before = useRef({ items, rowHeight })
  useLayoutEffect(() => {
    const box = scroller.current
    const then = before.current
    before.current = { items, rowHeight }
    if (!box || off || box.scrollTop === 0 || (then.items === items && then.rowHeight === rowHeight)) return
    const from = Math.floor(box.scrollTop / then.rowHeight)
    const anchor = then.items.findIndex((item, at) => at >= from && item !== undefined)
    const row = then.items[anchor]
    if (row === undefined || (items[anchor] === row && then.rowHeight === rowHeight)) return
    const key = keyOf(row)
    const now = items.findIndex((item) => item !== undefined && keyOf(item) === key)
    if (now >= 0) box.scrollBy({ top: now * rowHeight - anchor * then.rowHeight, behavior: 'instant' })
  }, [scroller, items, keyOf, rowHeight, off])
}
