import type { Artifact, DocCompactorResult } from '#schemas'
import { problemOf } from '../../app/index.ts'
import { Button, ErrorPanel, Panel, Skeleton } from '../../components/index.ts'
import { DocumentView, useArtifactText } from '../../previews/index.ts'
import { bytesText, Figures } from './figures.tsx'

interface DocumentResultProps {
  readonly result: DocCompactorResult
  readonly artifact: Artifact | undefined
}

/** A document as it reads, with the figures of its making. */
export function DocumentResult({ result, artifact }: DocumentResultProps) {
  const { text, complete, error, loading, readOn } = useArtifactText(artifact?.id)
  return (
    <Panel title="Document">
      <Figures
        figures={[
          ['documents', result.inputs_considered],
          ['read', bytesText(result.bytes_read)],
          ['written', bytesText(result.bytes_written)],
          ['refused', result.inputs_rejected],
        ]}
      />
      {result.truncated === true && <p className="mt-2 text-warn">The document was cut at its limit.</p>}
      <div className="mt-4 border-t border-line pt-4">
        {error ? (
          <ErrorPanel {...problemOf(error, 'The document itself is not touched by this.')} />
        ) : text === undefined ? (
          artifact && <Skeleton rows={6} />
        ) : (
          <>
            <DocumentView text={text} />
            {!complete && (
              <Button busy={loading} onClick={readOn} className="mt-4">
                Read on
              </Button>
            )}
          </>
        )}
      </div>
    </Panel>
  )
}
