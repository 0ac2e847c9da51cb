import { isUtf8 } from 'node:buffer'
import { pythonQuoted } from './python-json.ts'
import { decodeUtf8 } from './text.ts'

/** What a file holds: its size as the text it is read as, and which keywords. */
export interface Scan {
  /** Bytes of the decoded text as UTF-8, which replacement characters make longer than the bytes read. */
  readonly scanned: number
  /** In keyword order, case-sensitive; an empty keyword never occurs. */
  readonly keywordHits: string[]
  /** What the file is read as. */
  text(): string
}

/** Looks for keywords in files. Nearly every file is UTF-8 as it lies there, and none of those has to become a text. */
export function createScan(keywords: readonly string[]): (bytes: Buffer) => Scan {
  // Half of a surrogate pair would be found inside a whole character; Python compares code points.
  const wanted = keywords
    .filter((keyword) => keyword !== '' && keyword.isWellFormed())
    .map((keyword) => ({ keyword, bytes: Buffer.from(keyword, 'utf8') }))
  return (read) => {
    const bytes = isUtf8(read) ? read : Buffer.from(decodeUtf8(read), 'utf8')
    const found = wanted.filter((each) => bytes.includes(each.bytes))
    return {
      scanned: bytes.length,
      keywordHits: found.map(({ keyword }) => keyword),
      text: () => decodeUtf8(bytes),
    }
  }
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

/** One line of a repository index, without its line end, as `json.dumps` writes it; written out since there are so many. */
export function indexRow({ path, bytesScanned, keywordHits, keywordLines: lines }: IndexRow): string {
  const hits = keywordHits.map(pythonQuoted).join(', ')
  const inLines =
    lines === undefined ? '' : `, "keyword_lines": [${lines.map((each) => `[${each.join(', ')}]`).join(', ')}]`
  return `{"path": ${pythonQuoted(path)}, "bytes_scanned": ${bytesScanned}, "keyword_hits": [${hits}]${inLines}}`
}
