import { useCallback, useRef, useState } from 'react'

interface Decided {
  readonly id: string
}

/** The row after those that were decided that is still open, else the one before: where the next decision is. */
export function nextOpen<Row extends Decided>(
  rows: readonly Row[],
  decided: readonly string[],
  isOpen: (row: Row) => boolean,
): string | undefined {
  const gone = new Set(decided)
  const at = rows.findIndex(({ id }) => gone.has(id))
  const open = (row: Row) => !gone.has(row.id) && isOpen(row)
  return (rows.slice(at + 1).find(open) ?? rows.slice(0, Math.max(at, 0)).findLast(open))?.id
}

interface DecidingOptions<Row extends Decided> {
  readonly rows: readonly Row[]
  /** What the address names. */
  readonly named: string | undefined
  /** One thing at a time: the list, or what was opened. */
  readonly single: boolean
  /** Puts what is opened into the address. */
  readonly onOpen: (id: string) => void
}

/** A list beside what is decided about: which row is open, which is on, which are selected. */
export function useDeciding<Row extends Decided>({ rows, named, single, onOpen }: DecidingOptions<Row>) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  // What came first stays open when others come above it: one decides about what one reads.
  const [firstId, setFirstId] = useState<string>()
  const first = (rows.find(({ id }) => id === firstId) ?? rows[0])?.id
  if (first !== firstId) setFirstId(first)
  // In one column the list comes first, and what is open is what was opened.
  const shownId = named ?? (single ? undefined : first)
  const [rowId, setRowId] = useState(named)
  const activeId = single ? (named ?? rowId) : shownId
  const movedAt = useRef(-Infinity)
  const goTo = (id: string, opening = onOpen) => {
    movedAt.current = performance.now()
    setRowId(id)
    opening(id)
  }
  return {
    shownId,
    activeId,
    active: rows.find(({ id }) => id === activeId),
    /** Where the list begins. */
    startAt: named ?? rowId,
    listShown: !single || shownId === undefined,
    /** When what is open last changed: nothing is decided about it the moment it comes into sight. */
    movedAt,
    /** Puts a row on without opening it. */
    setRowId,
    /** Opens a row; the one that is open already stays as it is. */
    open(row: Row) {
      setRowId(row.id)
      if (row.id !== shownId) goTo(row.id)
    },
    /** Opens a row by its id, here or as the caller says. */
    goTo,
    selected,
    setSelected,
    clear: () => setSelected(new Set()),
    select: useCallback((row: Row, is: boolean) => {
      setSelected((before) => {
        const next = new Set(before)
        if (is) next.add(row.id)
        else next.delete(row.id)
        return next
      })
    }, []),
  }
}

export type Deciding<Row extends Decided> = ReturnType<typeof useDeciding<Row>>
