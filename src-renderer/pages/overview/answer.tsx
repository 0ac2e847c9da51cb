import { type ReactNode, useId } from 'react'

/** One of the page's questions with its answer beside it. */
export function Answer({ question, children }: { question: string; children: ReactNode }) {
  const heading = useId()
  return (
    <section
      aria-labelledby={heading}
      className="grid gap-x-4 gap-y-2 px-5 py-4 sm:grid-cols-[6.5rem_minmax(0,1fr)] lg:grid-cols-[7.5rem_minmax(0,1fr)]"
    >
      <h2 id={heading} className="self-start pt-0.5 text-meta font-strong tracking-wide text-ink-3 uppercase">
        {question}
      </h2>
      <div className="flex min-w-0 flex-col gap-3">{children}</div>
    </section>
  )
}

/** Short facts side by side. */
export function Facts({ children }: { children: ReactNode }) {
  return <ul className="flex flex-wrap items-center gap-x-5 gap-y-1.5">{children}</ul>
}

export function Fact({ children }: { children: ReactNode }) {
  return <li className="inline-flex min-w-0 items-center gap-1.5">{children}</li>
}
