import { useMemo } from 'react'
import { formatCount } from '#schemas/format'
import type { RepoIndexRow } from '#schemas'
import { Bytes, type Column, EmptyState, Spelt, spellOut, VirtualTable } from '../components/index.ts'
import { readIndexHits } from './index-hits.ts'

export interface IndexRowsProps {
  readonly text: string
  readonly complete: boolean
  /** Reads on when the end comes near. */
  readonly readOn: () => void
  readonly className?: string | undefined
}

/** The rows of an index: each file, what was found in it, how much was read. */
export function IndexRows({ text, complete, readOn, className = 'max-h-96' }: IndexRowsProps) {
  const { rows, unreadable } = useMemo(() => readIndexHits(text, complete), [text, complete])
  if (rows.length === 0)
    return (
      <EmptyState kind="all_clear" title={unreadable > 0 ? 'None of it is a row of an index.' : 'No file matched.'} />
    )
  return (
    <>
      {unreadable > 0 && (
        <p className="px-4 py-2 text-warn">{formatCount(unreadable)} lines are no rows of an index.</p>
      )}
      <VirtualTable
        label="Rows of the index"
        items={rows}
        columns={hitColumns}
        keyOf={(row) => row.path}
        total={complete ? rows.length : undefined}
        onEnd={readOn}
        rowHeight={28}
        minWidth="30rem"
        className={className}
      />
    </>
  )
}

const hitColumns: readonly Column<RepoIndexRow>[] = [
  {
    id: 'path',
    header: 'File',
    width: 'minmax(12rem, 2fr)',
    cell: (row) => (
      <span title={spellOut(row.path)} className="font-mono">
        <Spelt text={row.path} />
      </span>
    ),
  },
  {
    id: 'keywords',
    header: 'Keywords found',
    width: 'minmax(8rem, 1fr)',
    cell: (row) =>
      row.keyword_hits.length === 0 ? (
        <span className="text-ink-3">none</span>
      ) : (
        <Spelt text={row.keyword_hits.join(', ')} />
      ),
  },
  { id: 'bytes', header: 'Read', width: '6rem', align: 'end', cell: (row) => <Bytes count={row.bytes_scanned} /> },
]
