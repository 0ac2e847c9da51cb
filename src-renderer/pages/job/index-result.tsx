import type { Artifact, RepoIndexResult } from '#schemas'
import { problemOf } from '../../app/index.ts'
import { ErrorPanel, Panel, Skeleton } from '../../components/index.ts'
import { IndexRows, useArtifactText } from '../../previews/index.ts'
import { Figures } from './figures.tsx'

interface IndexResultProps {
  readonly result: RepoIndexResult
  readonly artifact: Artifact | undefined
}

/** The rows of an index, read page by page while one scrolls, with the figures of its making. */
export function IndexResult({ result, artifact }: IndexResultProps) {
  const { text, complete, error, readOn } = useArtifactText(artifact?.id)
  return (
    <Panel title="Index" flush>
      <div className="px-4 pb-3">
        <Figures
          figures={[
            ['files considered', result.files_considered],
            ['rows', result.hits_written],
            ['refused', result.files_rejected],
          ]}
        />
        {result.limit_reached === true && (
          <p className="mt-2 text-warn">The limit of files was reached; further files were not looked at.</p>
        )}
      </div>
      {error ? (
        <ErrorPanel {...problemOf(error, 'The index itself is not touched by this.')} className="m-4" />
      ) : text === undefined ? (
        artifact && <Skeleton rows={6} />
      ) : (
        <IndexRows
          text={text}
          complete={complete}
          total={result.hits_written}
          readOn={readOn}
          className="max-h-96 border-t border-line"
        />
      )}
    </Panel>
  )
}
