import { Button, Panel, spellOut } from '../../components/index.ts'
import type { Change } from './changes.ts'

/** Below a field that is not as it was: what it was, and the way back to it. */
export function ChangedNote({ change, onBack }: { readonly change: Change; readonly onBack: () => void }) {
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2 text-meta text-warn">
      <span className="min-w-0 break-words">≠ changed, was {spellOut(change.was)}</span>
      <Button size="small" look="quiet" onClick={onBack}>
        Put back
      </Button>
    </p>
  )
}

/** Everything that differs from the job this one is made from. */
export function ChangesPanel({ changes, from }: { readonly changes: readonly Change[]; readonly from: string }) {
  return (
    <Panel title="Changed">
      {changes.length === 0 ? (
        <p className="text-ink-2">Nothing yet: the same as {from} will be done again.</p>
      ) : (
        <dl className="flex flex-col gap-2">
          {changes.map(({ path, title, was, is }) => (
            <div key={path.join('.')}>
              <dt className="text-ink-3">{title}</dt>
              <dd className="break-words">
                <del className="text-ink-3">{spellOut(was)}</del> <span aria-hidden="true">→</span>{' '}
                <ins className="no-underline">{spellOut(is)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  )
}
