import { useEffect, useRef, useState } from 'react'

/** So long after something came before the reader nothing is decided about it: a hand is quicker than an eye. */
export const GRACE_MS = 400

/** Whether the thing of this key has been in sight long enough to be decided about. */
export function useGrace(key: string): { ready: boolean; isReady: () => boolean } {
  const since = useRef({ key, at: Infinity })
  const [ready, setReady] = useState({ key, is: false })
  useEffect(() => {
    since.current = { key, at: performance.now() }
    const timer = setTimeout(() => setReady({ key, is: true }), GRACE_MS)
    return () => clearTimeout(timer)
  }, [key])
  return {
    ready: ready.is && ready.key === key,
    isReady: () => since.current.key === key && performance.now() - since.current.at >= GRACE_MS,
  }
}
