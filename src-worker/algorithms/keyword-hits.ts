import { pythonJson } from './python-json.ts'

/** The keywords that occur in `text`, in keyword order, case-sensitive; an empty keyword never occurs. */
export function keywordHits(text: string, keywords: readonly string[]): string[] {
  // Half of a surrogate pair would be found inside a whole character; Python compares code points.
  return keywords.filter((keyword) => keyword !== '' && keyword.isWellFormed() && text.includes(keyword))
}

/** Whether a file gets a row: without keywords every file does, with keywords only one that holds one. */
export function isRecorded(keywords: readonly string[], hits: readonly string[]): boolean {
  return keywords.length === 0 || hits.length > 0
}

export interface IndexRow {
  readonly path: string
  readonly bytesScanned: number
  readonly keywordHits: readonly string[]
  /** For each hit the lines that hold it; undefined where the row is DALI's. */
  readonly keywordLines?: readonly (readonly number[])[] | undefined
}

/** Lines that are noted for each keyword of a file. */
const NOTED_LINES = 10

/** For each keyword the first lines of `text` that hold it, counted from 1. */
export function keywordLines(text: string, keywords: readonly string[]): number[][] {
  return keywords.map((keyword) => {
    const lines: number[] = []
    let line = 1
    let counted = 0
    for (let at = text.indexOf(keyword); at !== -1 && lines.length < NOTED_LINES;) {
      for (let end = text.indexOf('\n', counted); end !== -1 && end < at; end = text.indexOf('\n', counted)) {
        line += 1
        counted = end + 1
      }
      lines.push(line)
      const lineEnd = text.indexOf('\n', at)
      at = lineEnd === -1 ? -1 : text.indexOf(keyword, lineEnd)
    }
    return lines
  })
}

/** One line of a repository index, without its line end. */
export function indexRow({ path, bytesScanned, keywordHits: hits, keywordLines: lines }: IndexRow): string {
  const row = { path, bytes_scanned: bytesScanned, keyword_hits: hits }
  return pythonJson(lines === undefined ? row : { ...row, keyword_lines: lines }, { style: 'spaced' })
}

/**
 * What a row says was scanned: the length of the decoded text as UTF-8, which replacement characters make longer than the
 * bytes read, but never more than were allowed.
 */
export function bytesScanned(text: string, maxFileBytes: number): number {
  return Math.min(Buffer.byteLength(text), maxFileBytes)
}
