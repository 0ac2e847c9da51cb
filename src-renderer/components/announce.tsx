import { useEffect, useRef, useState } from 'react'

const EVERY_MS = 5000

/** Reads `text` to screen readers when it changes, politely and at most every five seconds. Shows nothing. */
export function Announce({ text }: { text: string }) {
  const [said, setSaid] = useState('')
  const lastAt = useRef(-Infinity)
  useEffect(() => {
    if (text === said) return
    const wait = Math.max(0, lastAt.current + EVERY_MS - performance.now())
    const timer = setTimeout(() => {
      lastAt.current = performance.now()
      setSaid(text)
    }, wait)
    return () => clearTimeout(timer)
  }, [text, said])
  return (
    <span role="status" className="sr-only">
      {said}
    </span>
  )
}
