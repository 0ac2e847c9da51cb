import type { Artifact } from '#schemas'
import { Button, Bytes, Kbd, Spelt, StateMark } from '../../components/index.ts'
import { titleOf } from './artifact-list.tsx'

interface ArtifactHeadingProps {
  readonly artifact: Artifact
  /** Given where it stands in the place of the list. */
  readonly onBack: (() => void) | undefined
}

/** What is looked at: its state, name and size, and what was noted about it. */
export function ArtifactHeading({ artifact, onBack }: ArtifactHeadingProps) {
  return (
    <div className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-2">
      {onBack && (
        <Button size="small" hint={<Kbd keys="Escape" />} onClick={onBack}>
          Back to list
        </Button>
      )}
      <StateMark of="artifact" state={artifact.state} look="tinted" />
      <h2 className="min-w-0 flex-1 basis-40 truncate text-section font-strong" title={artifact.name}>
        <Spelt text={titleOf(artifact)} />
      </h2>
      <span className="text-ink-3">
        {artifact.media_type} · <Bytes count={artifact.size} />
      </span>
      {artifact.note !== null && (
        <p className="basis-full truncate text-ink-2">
          Note: <Spelt text={artifact.note} />
        </p>
      )}
    </div>
  )
}
