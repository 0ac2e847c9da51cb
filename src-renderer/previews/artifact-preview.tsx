import { type Artifact, testRunnerResult } from '#schemas'
import { problemOf } from '../app/index.ts'
import { Button, ErrorPanel, Skeleton } from '../components/index.ts'
import { DocumentView } from './document-view.tsx'
import { IndexRows } from './index-rows.tsx'
import { TestReport } from './test-report.tsx'
import { TextBlock } from './text-block.tsx'
import { useArtifactText } from './use-artifact-text.ts'

export interface ArtifactPreviewProps {
  readonly artifact: Artifact
  /** As the plain text it is, whatever it is. */
  readonly raw?: boolean
}

/** An artifact in the form of its kind. Nothing here is trusted: no HTML, no link, no image of it is ever made real. */
export function ArtifactPreview({ artifact, raw = false }: ArtifactPreviewProps) {
  const { text, complete, error, loading, readOn } = useArtifactText(artifact.id)
  if (error) return <ErrorPanel {...problemOf(error, 'The artifact itself is not touched by this.')} className="m-6" />
  if (text === undefined) return <Skeleton rows={8} />
  if (!raw && artifact.kind === 'repo_index')
    return <IndexRows text={text} complete={complete} readOn={readOn} keysInside className="h-full" />
  return (
    // A region that scrolls must take focus, or its end cannot be read by keyboard.
    <div
      role="group"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
      tabIndex={0}
      aria-label="Content"
      data-ring="inside"
      className="h-full overflow-auto"
    >
      <Content artifact={artifact} raw={raw} text={text} complete={complete} />
      {!complete && (
        <div className="px-6 pb-6">
          <Button size="small" busy={loading} onClick={readOn}>
            Read on
          </Button>
        </div>
      )}
    </div>
  )
}

function Content({ artifact, raw, text, complete }: ArtifactPreviewProps & { text: string; complete: boolean }) {
  if (text === '') return <p className="p-6 text-ink-3">It is empty.</p>
  const report = !raw && artifact.kind === 'test_report' && complete ? readReport(text) : undefined
  if (report) return <TestReport report={report} />
  const isDocument = !raw && artifact.media_type === 'text/markdown'
  return (
    <div className="p-6">
      {isDocument ? (
        <DocumentView text={text} />
      ) : (
        <TextBlock label="Text" text={text} className="bg-transparent! p-0!" />
      )}
    </div>
  )
}

function readReport(text: string) {
  try {
    return testRunnerResult.safeParse(JSON.parse(text)).data
  } catch {
    // Not JSON: shown as the text it is.
    return undefined
  }
}
