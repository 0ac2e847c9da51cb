import { Kbd } from '../../components/index.ts'

/** `‹ 3 of 36 ›`, with the keys that do the same. */
export function TrailHint({ at, of }: { readonly at: number; readonly of: number }) {
  return (
    <span className="inline-flex shrink-0 items-center gap-1.5 text-meta text-ink-3 max-sm:ml-auto @max-xs:hidden">
      <Kbd keys="[" /> {at + 1} of {of} <span className="@max-lg:sr-only">in the list</span> <Kbd keys="]" />
    </span>
  )
}
