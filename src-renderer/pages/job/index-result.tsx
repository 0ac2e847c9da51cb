import { useMemo } from 'react'
import type { Artifact, RepoIndexResult, RepoIndexRow } from '#schemas'
import { problemOf } from '../../app/index.ts'
import { Bytes, type Column, CopyButton, ErrorPanel, Panel, Skeleton, VirtualTable } from '../../components/index.ts'
import { readIndexHits } from './index-hits.ts'
import { showable } from './log-text.ts'
import { Figures } from './figures.tsx'
import { useArtifactText } from './use-artifact-text.ts'

interface IndexResultProps {
  readonly result: RepoIndexResult
  readonly artifact: Artifact | undefined
}

/** The rows of an index, read page by page while one scrolls. */
export function IndexResult({ result, artifact }: IndexResultProps) {
  const { text, complete, error, readOn } = useArtifactText(artifact?.id)
  const hits = useMemo(() => readIndexHits(text ?? '', complete), [text, complete])
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
        {hits.unreadable > 0 && <p className="mt-2 text-warn">{hits.unreadable} lines are no rows of an index.</p>}
      </div>
      {error ? (
        <ErrorPanel {...problemOf(error, 'The index itself is not touched by this.')} className="m-4" />
      ) : artifact && text === undefined ? (
        <Skeleton rows={6} />
      ) : (
        hits.rows.length > 0 && (
          <VirtualTable
            label="Rows of the index"
            items={hits.rows}
            columns={hitColumns}
            keyOf={(row) => row.path}
            total={complete ? hits.rows.length : result.hits_written}
            onEnd={readOn}
            rowHeight={28}
            minWidth="30rem"
            className="max-h-96 border-t border-line"
          />
        )
      )}
    </Panel>
  )
}

const hitColumns: readonly Column<RepoIndexRow>[] = [
  {
    id: 'path',
    header: 'File',
    width: 'minmax(12rem, 2fr)',
    cell: (row) => (
      <span className="group/path flex items-center gap-1">
        <span title={row.path} className="truncate font-mono">
          {showable(row.path)}
        </span>
        <span className="opacity-0 group-focus-within/path:opacity-100 group-hover/path:opacity-100">
          <CopyButton text={row.path} label="Copy the path" />
        </span>
      </span>
    ),
  },
  {
    id: 'keywords',
    header: 'Keywords and their lines',
    width: 'minmax(10rem, 2fr)',
    cell: (row) => <Keywords row={row} />,
  },
  { id: 'bytes', header: 'Read', width: '6rem', align: 'end', cell: (row) => <Bytes count={row.bytes_scanned} /> },
]

/** Each keyword marked, with the lines that hold it; a row that came from DALI has none. */
function Keywords({ row: { keyword_hits, keyword_lines } }: { readonly row: RepoIndexRow }) {
  if (keyword_hits.length === 0) return <span className="text-ink-3">none</span>
  const spoken = keyword_hits.map((keyword, at) => `${keyword}${linesText(keyword_lines?.[at])}`).join('; ')
  return (
    <span title={spoken} className="flex items-baseline gap-3">
      {keyword_hits.map((keyword, at) => (
        <span key={keyword} className="whitespace-nowrap">
          <mark className="rounded-sm bg-warn-tint px-1 font-mono text-ink">{showable(keyword)}</mark>
          <span className="text-ink-3">{linesText(keyword_lines?.[at])}</span>
        </span>
      ))}
    </span>
  )
}

/** Only so many lines of each keyword are noted. */
const NOTED = 10

function linesText(lines: readonly number[] | undefined): string {
  if (lines === undefined || lines.length === 0) return ''
  return ` ${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}${lines.length === NOTED ? ' …' : ''}`
}
