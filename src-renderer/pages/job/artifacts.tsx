import { useState } from 'react'
import type { Artifact } from '#schemas'
import { PathLink, problemOf } from '../../app/index.ts'
import {
  Button,
  Bytes,
  ChevronRightIcon,
  cx,
  ErrorPanel,
  Id,
  linkClass,
  Panel,
  Skeleton,
  Spelt,
  spellOut,
  StateMark,
} from '../../components/index.ts'
import { TextBlock, useArtifactText } from '../../previews/index.ts'

/** What a run left for review. Nothing here is trusted, so all of it is shown as plain text. */
export function Artifacts({ artifacts }: { readonly artifacts: readonly Artifact[] }) {
  return (
    <Panel title="Artifacts" flush aside={`${artifacts.length}`}>
      <ul className="border-t border-line">
        {artifacts.map((artifact) => (
          <ArtifactRow key={artifact.id} artifact={artifact} />
        ))}
      </ul>
    </Panel>
  )
}

function ArtifactRow({ artifact }: { readonly artifact: Artifact }) {
  const [open, setOpen] = useState(false)
  return (
    <li className="relative border-b border-line last:border-b-0">
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)} className="group">
        <summary className="flex min-h-9 list-none flex-wrap items-center gap-x-4 pr-32 pl-4 hover:bg-sunken">
          <ChevronRightIcon className="group-open:rotate-90" />
          <StateMark of="artifact" state={artifact.state} />
          <span title={spellOut(artifact.name)} className="min-w-0 flex-1 truncate font-mono">
            <Spelt text={artifact.name} />
          </span>
          <span className="text-ink-2">{artifact.kind.replaceAll('_', ' ')}</span>
          <Bytes count={artifact.size} className="w-20 text-right text-ink-2" />
          <Id id={artifact.id} className="text-ink-3" />
        </summary>
        {open && <Preview artifact={artifact} />}
      </details>
      {/* Beside what opens the row, since a control within a control is none for a screen reader. */}
      <PathLink
        to={`/review?${artifact.state === 'needs_review' ? '' : 'state=all&'}id=${artifact.id}`}
        className={cx(linkClass, 'absolute top-2 right-4')}
      >
        {artifact.state === 'needs_review' ? 'Review' : 'See decision'}
      </PathLink>
    </li>
  )
}

function Preview({ artifact }: { readonly artifact: Artifact }) {
  const { text, complete, error, loading, readOn } = useArtifactText(artifact.id)
  return (
    <div className="px-4 pb-4 pl-11">
      {error ? (
        <ErrorPanel {...problemOf(error, 'The artifact itself is not touched by this.')} />
      ) : text === undefined ? (
        <Skeleton rows={4} />
      ) : (
        <>
          <TextBlock label={`Text of ${artifact.name}`} text={text} />
          {!complete && (
            <Button size="small" busy={loading} onClick={readOn} className="mt-2">
              Read on
            </Button>
          )}
        </>
      )}
    </div>
  )
}
