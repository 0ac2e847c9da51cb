import { Kbd } from '../../components/index.ts'

/** `‹ 3 of 36 ›`, with the keys that do the same. */
export function TrailHint({ at, of }: { readonly at: number; readonly of: number }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-meta text-ink-3">
      <Kbd keys="[" /> {at + 1} of {of} in the list <Kbd keys="]" />
    </span>
  )
}
