import { useEffect } from 'react'
import { useLive } from '../../app/index.ts'

interface FollowRows {
  readonly enabled: boolean
  readonly everyMs: number
  /** Asks once more so long after the last change, where answers come from an index that follows the jobs. */
  readonly lagMs: number
  /** Asks again; the next time comes only after it is done. */
  readonly again: () => Promise<unknown>
}

/**
 * Asks again when the row of some job changed: at once, then at most every `everyMs`, and where answers take long, not so
 * often that the core does nothing else. What a job's steps write changes no row and asks nothing.
 */
export function useFollowRows({ enabled, everyMs, lagMs, again }: FollowRows): void {
  const { onBatch } = useLive()
  useEffect(() => {
    if (!enabled) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let late: ReturnType<typeof setTimeout> | undefined
    let notBefore = 0
    let asking = false
    let due = false
    const ask = async () => {
      timer = undefined
      due = false
      asking = true
      const startedAt = performance.now()
      await again().catch(() => undefined)
      const took = performance.now() - startedAt
      asking = false
      notBefore = startedAt + Math.max(everyMs, 4 * took)
      if (due) plan()
    }
    const plan = () => {
      due = true
      if (asking || timer !== undefined) return
      timer = setTimeout(() => void ask(), Math.max(0, notBefore - performance.now()))
    }
    const leave = onBatch((touched) => {
      if (!touched.many && !touched.topics.includes('job_rows')) return
      plan()
      clearTimeout(late)
      if (lagMs > 0) late = setTimeout(plan, lagMs)
    })
    return () => {
      leave()
      clearTimeout(timer)
      clearTimeout(late)
    }
  }, [enabled, everyMs, lagMs, again, onBatch])
}
