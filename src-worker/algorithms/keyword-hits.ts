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
}

/** One line of a repository index, without its line end. */
export function indexRow({ path, bytesScanned, keywordHits: hits }: IndexRow): string {
  return pythonJson({ path, bytes_scanned: bytesScanned, keyword_hits: hits }, { style: 'spaced' })
}

/**
 * What a row says was scanned: the length of the decoded text as UTF-8, which replacement characters make longer than the
 * bytes read, but never more than were allowed.
 */
export function bytesScanned(text: string, maxFileBytes: number): number {
  return Math.min(Buffer.byteLength(text), maxFileBytes)
}
