import { type RepoIndexRow, repoIndexRow } from '#schemas'

export interface IndexHits {
  readonly rows: readonly RepoIndexRow[]
  /** Lines that are no row of an index. */
  readonly unreadable: number
}

/** Rows of an index artifact. A last line that is not whole yet waits for the rest. */
export function readIndexHits(text: string, complete: boolean): IndexHits {
  const lines = text.split('\n')
  if (!complete) lines.pop()
  const rows: RepoIndexRow[] = []
  let unreadable = 0
  for (const line of lines) {
    if (line === '') continue
    const row = readRow(line)
    if (row) rows.push(row)
    else unreadable += 1
  }
  return { rows, unreadable }
}

function readRow(line: string): RepoIndexRow | undefined {
  try {
    return repoIndexRow.safeParse(JSON.parse(line)).data
  } catch {
    // Not JSON: counted by the caller.
    return undefined
  }
}
