import { useEffect, useRef, useState } from 'react'

/** So long after something came before the reader nothing is decided about it: a hand is quicker than an eye. */
export const GRACE_MS = 400

/**
 * Whether the thing of this key has been in sight long enough to be decided about. A window that comes to the front, which a link of
 * another program may have it do, brings it into sight anew: what is typed or clicked then was meant for what was there before.
 */
export function useGrace(key: string): { ready: boolean; isReady: () => boolean } {
  const since = useRef({ key, at: Infinity })
  const [ready, setReady] = useState({ key, is: false })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const begin = () => {
      since.current = { key, at: performance.now() }
      setReady({ key, is: false })
      clearTimeout(timer)
      timer = setTimeout(() => setReady({ key, is: true }), GRACE_MS)
    }
    begin()
    window.addEventListener('focus', begin)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('focus', begin)
    }
  }, [key])
  return {
    ready: ready.is && ready.key === key,
    isReady: () => since.current.key === key && performance.now() - since.current.at >= GRACE_MS,
  }
}
