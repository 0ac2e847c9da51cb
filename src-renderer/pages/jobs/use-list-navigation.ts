import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useRef } from 'react'
import type { Job } from '#schemas'
import type { ListOrder } from './list-places.ts'
import { hasFilter, type JobsSearch, withParam } from './search.ts'
import { leaveTrail } from './trail.ts'

interface ListNavigation {
  /** The address as it stands, and what it stands for once a view is spelt out. */
  readonly asked: JobsSearch
  readonly search: JobsSearch
  readonly rows: readonly (Job | undefined)[]
}

/** The ways from the list: to other lists, to a job and back to its row, to the panel beside it. */
export function useListNavigation({ asked, search, rows }: ListNavigation) {
  const navigate = useNavigate()
  const go = useCallback(
    (next: JobsSearch, replace = false) => {
      const { view: _, ...rest } = next
      // A view named alone stands for all of it, so one whose last part was taken away is left.
      const emptied = next.view !== undefined && !hasFilter(next) && next.sort === undefined && next.cols === undefined
      void navigate({ to: '/jobs', search: emptied && hasFilter(search) ? rest : next, replace })
    },
    [navigate, search],
  )
  const turn = useCallback(
    (order: ListOrder) => go(withParam(search, 'sort', order === 'oldest' ? 'oldest' : '')),
    [go, search],
  )
  const left = useRef({ rows, asked })
  useEffect(() => {
    left.current = { rows, asked }
  })
  const open = useCallback(
    (job: Job) => {
      const ids = left.current.rows.flatMap((row) => (row === undefined ? [] : [row.id]))
      leaveTrail({ ids, search: withParam(left.current.asked, 'peek', ''), last: job.id })
      void navigate({ to: '/jobs/$id', params: { id: job.id }, search: {} })
    },
    [navigate],
  )
  return {
    go,
    turn,
    open,
    /** Opens the panel for a job; for the one that is in it, or none, closes it. */
    peek: (job: Job | undefined) =>
      go(withParam(search, 'peek', job === undefined || search.peek === job.id ? '' : job.id), true),
    /** The open panel goes along with the row. */
    follow: (job: Job) => {
      if (search.peek !== undefined && search.peek !== job.id) go(withParam(search, 'peek', job.id), true)
    },
    add: () => void navigate({ to: '/jobs/new', search: {} }),
    back: (to: JobsSearch) => void navigate({ to: '/jobs', search: to, replace: true }),
  }
}
