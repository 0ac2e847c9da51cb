import { useCallback, useLayoutEffect, useRef } from 'react'
import type { Job } from '#schemas'
import type { Selection } from './selection.ts'

/** Selects by the boxes of rows: one, or with Shift all from the last one on. */
export function useSelectRows(selection: Selection, rows: readonly (Job | undefined)[]) {
  const latest = useRef({ rows, last: undefined as string | undefined })
  useLayoutEffect(() => {
    latest.current.rows = rows
  })
  return useCallback(
    (job: Job, selected: boolean, extend: boolean) => {
      const { rows: now, last } = latest.current
      const placeOf = (id: string | undefined) => now.findIndex((row) => row !== undefined && row.id === id)
      const [from, to] = [placeOf(last), placeOf(job.id)].toSorted((a, b) => a - b)
      const ids =
        extend && from !== undefined && to !== undefined && from >= 0
          ? now.slice(from, to + 1).flatMap((row) => (row === undefined ? [] : [row.id]))
          : [job.id]
      latest.current.last = job.id
      selection.set(ids, selected)
    },
    [selection],
  )
}
