import { useCallback, useEffect, useRef, useState } from 'react'

/** How the next page of one list is coming along. */
export interface NextPage {
  /** The list it is of. */
  readonly key: string
  readonly loading: boolean
  readonly error: unknown
}

/** As it stands for this list: what became of another one says nothing about it. */
export function nextOf(key: string, known: NextPage): NextPage {
  return known.key === key ? known : { key, loading: false, error: undefined }
}

/** The state of paging through the list of this key. Another key begins anew, and what was asked for the last is given up. */
export function usePaging(key: string) {
  const [known, setKnown] = useState<NextPage>({ key, loading: false, error: undefined })
  const asking = useRef<{ readonly key: string; readonly stop: AbortController }>(undefined)
  useEffect(
    () => () => {
      if (asking.current?.key === key) asking.current.stop.abort()
      asking.current = undefined
    },
    [key],
  )
  const signalOf = useCallback(() => {
    const now = asking.current?.key === key ? asking.current : { key, stop: new AbortController() }
    asking.current = now
    return now.stop.signal
  }, [key])
  const begin = useCallback(() => setKnown({ key, loading: true, error: undefined }), [key])
  const end = useCallback(
    (error?: unknown) => setKnown((now) => (now.key === key ? { key, loading: false, error } : now)),
    [key],
  )
  return { next: nextOf(key, known), begin, end, signalOf }
}
