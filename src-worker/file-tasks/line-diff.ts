import { structuredPatch } from 'diff'
import type { DiffHunk, LineDiff } from '#schemas'

/** Lines shown of one change; the counts are of all. */
const MAX_SHOWN_LINES = 5000
/** Longer lines are cut where they are shown: minified text is one line of megabytes. */
const MAX_LINE_UNITS = 2000
/** Beyond this the two have so little in common that the search for the shortest difference would take minutes. */
const MAX_EDITS = 20_000
const TIME_LIMIT_MS = 3000

/** What changes from one text to the other, line by line, bounded in time and size. */
export function lineDiff(before: string, after: string): LineDiff {
  const hunks = structuredPatch('', '', before, after, undefined, undefined, {
    context: 3,
    maxEditLength: MAX_EDITS,
    timeout: TIME_LIMIT_MS,
  })?.hunks ?? [wholeChange(before, after)]
  const plain = hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => ({
    old_start: oldStart,
    old_lines: oldLines,
    new_start: newStart,
    new_lines: newLines,
    lines,
  }))
  const lines = plain.flatMap((hunk) => hunk.lines)
  return {
    added: lines.filter((line) => line.startsWith('+')).length,
    removed: lines.filter((line) => line.startsWith('-')).length,
    ...shown(plain),
  }
}

/** All of the one goes and all of the other comes. */
function wholeChange(before: string, after: string) {
  const old = linesOf(before)
  const fresh = linesOf(after)
  return {
    oldStart: 1,
    oldLines: old.length,
    newStart: 1,
    newLines: fresh.length,
    lines: [...old.map((line) => `-${line}`), ...fresh.map((line) => `+${line}`)],
  }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function shown(hunks: readonly DiffHunk[]): Pick<LineDiff, 'hunks' | 'cut'> {
  const kept: DiffHunk[] = []
  let room = MAX_SHOWN_LINES
  let cut = false
  for (const hunk of hunks) {
    if (room <= 0) return { hunks: kept, cut: true }
    const lines = hunk.lines.slice(0, room).map((line) => {
      if (line.length <= MAX_LINE_UNITS) return line
      cut = true
      return `${line.slice(0, MAX_LINE_UNITS).toWellFormed()}…`
    })
    cut ||= lines.length < hunk.lines.length
    room -= lines.length
    kept.push({ ...hunk, lines })
  }
  return { hunks: kept, cut }
}
