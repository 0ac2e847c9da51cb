import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScan, indexRow, isRecorded, keywordLines } from './keyword-hits.ts'
import { pythonJson } from './python-json.ts'
import { decodeUtf8 } from './text.ts'

const hits = (text: string, keywords: string[]) => createScan(keywords)(Buffer.from(text)).keywordHits

describe('keyword hits', () => {
  it('come in keyword order, case-sensitive, without the empty one', () => {
    expect(hits('a policy and an Audit', ['audit', 'policy', '', 'Audit', 'a'])).toEqual(['policy', 'Audit', 'a'])
  })

  it('find no half of a character', () => {
    expect(hits('😀', ['\ud83d', '😀'])).toEqual(['😀'])
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
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), fc.array(fc.string()), (path, bytesScanned, keywordHits) => {
        expect(indexRow({ path, bytesScanned, keywordHits })).toBe(
          pythonJson({ path, bytes_scanned: bytesScanned, keyword_hits: keywordHits }, { style: 'spaced' }),
        )
      }),
    )
  })

  it('counts the text a file is read as', () => {
    const scan = createScan(['caf', 'é', '\ufffd'])
    expect(scan(Buffer.from('café'))).toMatchObject({ scanned: 5, keywordHits: ['caf', 'é'] })
    expect(scan(Buffer.from([0x63, 0x61, 0x66, 0xe9]))).toMatchObject({ scanned: 6, keywordHits: ['caf', '\ufffd'] })
  })

  it('is the same of bytes as of the text they are read as', () => {
    const pieces = fc.oneof(
      fc.constantFrom('a', 'ab', 'é', '€', '😀', '\ufeff').map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 3 }),
    )
    fc.assert(
      fc.property(
        fc.array(pieces),
        fc.array(fc.constantFrom('a', 'ba', 'é', '€', '😀', '\ufffd')),
        (parts, keywords) => {
          const bytes = Buffer.concat(parts)
          const text = decodeUtf8(bytes)
          expect(createScan(keywords)(bytes)).toMatchObject({
            scanned: Buffer.byteLength(text),
            keywordHits: keywords.filter((keyword) => text.includes(keyword)),
          })
        },
      ),
    )
  })
})
