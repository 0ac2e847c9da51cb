import { type RefObject, useEffect, useRef, useState } from 'react'

/** Whether an element is narrower than `width` pixels, whatever the window is. */
export function useNarrow(width: number): [RefObject<HTMLDivElement | null>, boolean] {
  const element = useRef<HTMLDivElement>(null)
  const [narrow, setNarrow] = useState(false)
  useEffect(() => {
    if (!element.current) return
    const observer = new ResizeObserver(([entry]) => setNarrow((entry?.contentRect.width ?? width) < width))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [width])
  return [element, narrow]
}
