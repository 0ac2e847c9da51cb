import { useEffect } from 'react'
import type { Run } from '#schemas'
import { useClient } from '../../app/index.ts'

/** Makes ready what the log of a run needs, while the page is idle, so that its tab opens at once. */
export function useWarmLog(run: Run | undefined): void {
  const client = useClient()
  const id = run?.id
  const hasOutput = (run?.output_bytes_stored ?? 0) > 0
  useEffect(() => {
    if (id === undefined || !hasOutput) return
    const stop = new AbortController()
    const waiting = requestIdleCallback(
      () => {
        void import('./log/log-screen.tsx')
        // The core scans a log once for where its lines lie. Should this fail, the tab says why when it is opened.
        client.runs.lines({ id, limit: 1 }, { signal: stop.signal }).catch(() => undefined)
      },
      { timeout: 1000 },
    )
    return () => {
      cancelIdleCallback(waiting)
      stop.abort()
    }
  }, [client, id, hasOutput])
}
