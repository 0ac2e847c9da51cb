import { useMemo } from 'react'
import { formatCount } from '#schemas/format'
import type { RepoIndexRow } from '#schemas'
import { Bytes, type Column, CopyButton, EmptyState, Spelt, spellOut, VirtualTable } from '../components/index.ts'
import { readIndexHits } from './index-hits.ts'

export interface IndexRowsProps {
  readonly text: string
  readonly complete: boolean
  /** How many rows there are, where that is known before all are read. */
  readonly total?: number
  /** Reads on when the end comes near. */
  readonly readOn: () => void
  /** Leaves the keys of rows to the list beside it until the focus is in it. */
  readonly keysInside?: boolean
  readonly className?: string | undefined
}

/** The rows of an index: each file, what was found in it and on which lines, how much was read. */
export function IndexRows({
  text,
  complete,
  total,
  readOn,
  keysInside = false,
  className = 'max-h-96',
}: IndexRowsProps) {
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
        total={complete ? rows.length : total}
        onEnd={readOn}
        keysInside={keysInside}
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
      <span className="group/path flex items-center gap-1">
        <span title={spellOut(row.path)} className="truncate font-mono">
          <Spelt text={row.path} />
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
    <span title={spellOut(spoken)} className="flex items-baseline gap-3">
      {keyword_hits.map((keyword, at) => (
        <span key={keyword} className="whitespace-nowrap">
          <mark className="rounded-sm bg-warn-tint px-1 font-mono text-ink">
            <Spelt text={keyword} />
          </mark>
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
