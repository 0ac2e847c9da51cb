import { useState } from 'react'

/** Tints the row around it once when `of` changes. Nothing happens when the row first appears. */
export function ChangedTint({ of }: { readonly of: string }) {
  const [seen, setSeen] = useState({ of, changes: 0 })
  if (seen.of !== of) setSeen({ of, changes: seen.changes + 1 })
  if (seen.changes === 0) return null
  return (
    <span
      key={seen.changes}
      aria-hidden="true"
      className="pointer-events-none absolute inset-0 -z-10 animate-changed motion-reduce:hidden"
    />
  )
}
