import { useEffect, useState } from 'react'

const SLOW_MS = 5000

/** Whether something has been under way for so long that one must say what. */
export function useSlow(underWay: boolean): boolean {
  const [slow, setSlow] = useState(false)
  if (slow && !underWay) setSlow(false)
  useEffect(() => {
    if (!underWay) return
    const timer = setTimeout(() => setSlow(true), SLOW_MS)
    return () => clearTimeout(timer)
  }, [underWay])
  return slow && underWay
}
