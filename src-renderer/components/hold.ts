import { type RefObject, useEffect } from 'react'

/** Tells when rows must not move under the reader: the pointer or the focus is inside, or it is scrolled away from the top. */
export function useHold(element: RefObject<HTMLElement | null>, onHold: ((held: boolean) => void) | undefined): void {
  useEffect(() => {
    const target = element.current
    if (!target || !onHold) return
    const stop = new AbortController()
    let pointer = false
    let told = false
    const tell = () => {
      const held = pointer || target.scrollTop > 0 || target.contains(document.activeElement)
      if (held !== told) onHold((told = held))
    }
    const { signal } = stop
    // A list that appears under a pointer at rest is not being read yet.
    target.addEventListener('pointermove', () => pointer || ((pointer = true), tell()), { passive: true, signal })
    target.addEventListener('pointerleave', () => ((pointer = false), tell()), { signal })
    target.addEventListener('scroll', tell, { passive: true, signal })
    target.addEventListener('focusin', tell, { signal })
    // The focus is still on its way when it leaves.
    target.addEventListener('focusout', () => queueMicrotask(tell), { signal })
    tell()
    return () => {
      stop.abort()
      // What is gone holds nothing.
      if (told) onHold(false)
    }
  }, [element, onHold])
}
