import { useEffect, useState, useSyncExternalStore } from 'react'
import { useClient, useLive, useRunUsage } from '../../../app/index.ts'
import { createLogStore, type LogState, type LogStore } from './log-store.ts'

/** The log of one run, live; a component that shows another run is another component. */
export function useLogStore(run: string): { store: LogStore; state: LogState } {
  const client = useClient()
  const { onBatch } = useLive()
  const usage = useRunUsage(run)
  const [store] = useState(() =>
    createLogStore({
      read: (query) => client.runs.lines({ id: run, ...query }),
      now: () => performance.now(),
      after: (ms, act) => {
        const timer = setTimeout(act, ms)
        return () => clearTimeout(timer)
      },
    }),
  )
  useEffect(() => {
    store.poke()
    // The end of a run comes as a touch of its job, not as a figure of its output.
    const stop = onBatch(({ topics }) => topics.includes('jobs') && store.poke())
    return () => {
      stop()
      store.rest()
    }
  }, [store, onBatch])
  const stored = usage?.stored
  useEffect(() => {
    // Nobody sees it; what came meanwhile is told when the page is back in sight.
    if (stored !== undefined && !document.hidden) store.poke()
  }, [store, stored])
  return { store, state: useSyncExternalStore(store.subscribe, store.state) }
}
