import type { ReactNode } from 'react'

/** A text of the catalogue; the commands it marks with backticks as code. */
export function InCode({ text }: { readonly text: string }): ReactNode {
  return text.split('`').map((part, at) =>
    at % 2 === 1 ? (
      <code key={at} className="rounded-sm bg-sunken px-1 py-0.5 wrap-anywhere text-ink">
        {part}
      </code>
    ) : (
      part
    ),
  )
}
