import { describe, expect, it } from 'vitest'
import { bytesScanned, indexRow, isRecorded, keywordHits, keywordLines } from './keyword-hits.ts'
import { decodeUtf8 } from './text.ts'

describe('keyword hits', () => {
  it('come in keyword order, case-sensitive, without the empty one', () => {
    expect(keywordHits('a policy and an Audit', ['audit', 'policy', '', 'Audit', 'a'])).toEqual([
      'policy',
      'Audit',
      'a',
    ])
  })

  it('find no half of a character', () => {
    expect(keywordHits('😀', ['\ud83d', '😀'])).toEqual(['😀'])
  })

  it('say in which lines they are, each line once, the first ten', () => {
    expect(keywordLines('a b\n\nb b\nc', ['b', 'c', 'a'])).toEqual([[1, 3], [4], [1]])
    expect(keywordLines('x\n'.repeat(30), ['x'])).toEqual([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]])
    expect(keywordLines('one\ntwo', ['e\nt'])).toEqual([[1]])
  })

  it('decide which files get a row', () => {
    expect(isRecorded([], [])).toBe(true)
    expect(isRecorded([''], [])).toBe(false)
    expect(isRecorded(['a', 'b'], ['b'])).toBe(true)
  })
})

describe('an index row', () => {
  it('is what Python wrote', () => {
    expect(indexRow({ path: 'docs/café "x".md', bytesScanned: 14, keywordHits: ['policy', 'é'] })).toBe(
      '{"path": "docs/café \\"x\\".md", "bytes_scanned": 14, "keyword_hits": ["policy", "é"]}',
    )
    expect(indexRow({ path: 'a', bytesScanned: 0, keywordHits: [] })).toBe(
      '{"path": "a", "bytes_scanned": 0, "keyword_hits": []}',
    )
  })

  it('counts decoded text, up to the limit', () => {
    const latin1 = decodeUtf8(Buffer.from([0x63, 0x61, 0x66, 0xe9]))
    expect(bytesScanned(latin1, 100)).toBe(6)
    expect(bytesScanned(latin1, 5)).toBe(5)
  })
})
