import { type RefObject, useEffect, useState } from 'react'

/**
 * Whether all of what a scrolling box holds has been on screen: its end was reached, by scrolling or because it fits. `key`
 * names what is read; another one is unread again.
 */
export function useReadWhole(
  box: RefObject<HTMLElement | null>,
  end: RefObject<HTMLElement | null>,
  key: string,
): boolean {
  const [read, setRead] = useState<string>()
  useEffect(() => {
    const [root, mark] = [box.current, end.current]
    if (!root || !mark) return
    const watch = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) setRead(key)
      },
      // A mark has no height, and half a pixel may be lost to rounding.
      { root, rootMargin: '0px 0px 1px 0px' },
    )
    watch.observe(mark)
    return () => watch.disconnect()
  }, [box, end, key])
  return read === key
}
