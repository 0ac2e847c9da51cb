import { useEffect, useRef, useState } from 'react'
import { useClient } from '../../../app/index.ts'
import { createLogSearch, NOTHING_SOUGHT, type SearchState, type Sought } from './log-search.ts'

/** Typing goes on this long before a search begins. */
const SETTLED_MS = 120

const JUST_BEGUN: SearchState = { ...NOTHING_SOUGHT, done: false }

/** Searches the log of a run in the core, and goes on as it grows. */
export function useLogSearch(run: string, { find, regex }: Sought, stored: number): SearchState {
  const client = useClient()
  const key = `${run} ${regex} ${find}`
  const [found, setFound] = useState<{ readonly key: string; readonly state: SearchState }>()
  const search = useRef<ReturnType<typeof createLogSearch>>(undefined)

  useEffect(() => {
    if (find === '') return
    const started = createLogSearch({
      ask: (from, signal) => client.runs.find({ id: run, find, regex, from }, { signal }),
      onChange: (state) => setFound({ key, state }),
    })
    const timer = setTimeout(() => {
      search.current = started
      started.more()
    }, SETTLED_MS)
    return () => {
      clearTimeout(timer)
      started.stop()
      search.current = undefined
    }
  }, [client, run, find, regex, key])

  useEffect(() => {
    if (stored > 0) search.current?.more()
  }, [stored])

  if (find === '') return NOTHING_SOUGHT
  return found?.key === key ? found.state : JUST_BEGUN
}
