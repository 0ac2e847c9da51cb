import { describe, expect, it, vi } from 'vitest'
import { createDocumentReader } from './document-reader.ts'
import { readIndexHits } from './index-hits.ts'
import { readPart } from './markdown.ts'
import { readSpans } from './spans.ts'

const readMarkdown = (source: string) => readPart(source).blocks

describe('rows of an index', () => {
  const row = (path: string) => JSON.stringify({ path, bytes_scanned: 1, keyword_hits: ['a'] })

  it('waits for the rest of a line that is not whole', () => {
    const text = `${row('a.md')}\n${row('b.md').slice(0, 10)}`
    expect(readIndexHits(text, false)).toMatchObject({ rows: [{ path: 'a.md' }], unreadable: 0 })
    expect(readIndexHits(text, true)).toMatchObject({ rows: [{ path: 'a.md' }], unreadable: 1 })
  })

  it('counts lines that are no rows', () => {
    expect(readIndexHits(`${row('a.md')}\n{"path":1}\nnonsense\n`, true)).toMatchObject({ unreadable: 2 })
  })
})

describe('a document', () => {
  it('is headings, lists, code and paragraphs, and nothing that acts', () => {
    const source = '# One\ntext <b>\nmore\n\n- a\n- b\n\n```js\n# no heading\n```\n---\n[x](http://a)'
    expect(readMarkdown(source)).toEqual([
      { kind: 'heading', level: 1, text: 'One' },
      { kind: 'paragraph', text: 'text <b>\nmore' },
      { kind: 'list', ordered: false, items: ['a', 'b'] },
      { kind: 'code', text: '# no heading' },
      { kind: 'rule' },
      { kind: 'paragraph', text: '[x](http://a)' },
    ])
  })

  it('has numbered lists, quotes and tables', () => {
    expect(readMarkdown('1. a\n2. b\n- c\n> one\n> two\n\n| n | v |\n|---|:-:|\n| a | 1 |\n| b |')).toEqual([
      { kind: 'list', ordered: true, items: ['a', 'b'] },
      { kind: 'list', ordered: false, items: ['c'] },
      { kind: 'quote', text: 'one\ntwo' },
      { kind: 'table', head: ['n', 'v'], rows: [['a', '1'], ['b']] },
    ])
    expect(readMarkdown('| no table')).toEqual([{ kind: 'paragraph', text: '| no table' }])
  })

  it('marks code, bold and italic, and leaves marks that are not closed', () => {
    expect(readSpans('a `b*c*` **d** *e* 2 * 3 * 4 **f')).toEqual([
      { text: 'a ', mark: 'plain' },
      { text: 'b*c*', mark: 'code' },
      { text: ' ', mark: 'plain' },
      { text: 'd', mark: 'strong' },
      { text: ' ', mark: 'plain' },
      { text: 'e', mark: 'emphasis' },
      { text: ' 2 * 3 * 4 **f', mark: 'plain' },
    ])
  })

  it('ends code that is never closed at its end', () => {
    expect(readMarkdown('```\nopen')).toEqual([{ kind: 'code', text: 'open' }])
  })
})

describe('a long document', () => {
  const hostile = [
    ['items', '- a\n'],
    ['numbered items', '1. a\n\n'],
    ['fences', '```\na\n```\n'],
    ['quotes', '> a\n'],
    ['table rows', '| a | b |\n|---|---|\n'],
    ['blank lines', '\n'],
    ['paragraphs', 'a\n\n'],
  ] as const

  it.each(hostile)('of %s is drawn in parts of bounded size, each line read once', (_, line) => {
    const text = line.repeat(Math.floor(262_144 / line.length))
    const spans: [number, number][] = []
    for (let part = readPart(text); ; part = readPart(text, part.to, part.head)) {
      spans.push([part.from, part.to])
      const drawn = part.blocks.map((block) =>
        block.kind === 'list' ? block.items.length : block.kind === 'table' ? block.rows.length * block.head.length : 1,
      )
      expect(drawn.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(2100)
      if (part.to === text.length) break
    }
    expect(spans.map(([from]) => from)).toEqual([0, ...spans.slice(0, -1).map(([, to]) => to)])
  })

  it('is read as far as it is wanted, and only what is new when more of it came', () => {
    const read = vi.fn<typeof readPart>(readPart)
    const reader = createDocumentReader(read)
    const text = '- a\n'.repeat(65_536)
    expect(reader.read(text, 1)).toMatchObject({ parts: [{ from: 0 }], more: true })
    const two = reader.read(text, 2).parts
    expect(read).toHaveBeenCalledTimes(2)
    reader.read(text + text, 3)
    expect(read.mock.calls.map(([, from]) => from)).toEqual([0, two[0]?.to, two[1]?.to])
    expect(reader.read(text + text, 1).parts[0]).toBe(two[0])
  })

  it('has its open end read again with what came after', () => {
    const reader = createDocumentReader()
    expect(reader.read('```\none', 9).parts[0]?.blocks).toEqual([{ kind: 'code', text: 'one' }])
    expect(reader.read('```\none\ntwo\n```\nend', 9)).toMatchObject({
      parts: [{ blocks: [{ kind: 'code' }, { kind: 'paragraph', text: 'end' }] }],
      more: false,
    })
  })

  it('goes on in the next part with its table and its numbers', () => {
    const table = `| n |\n|---|\n${'| 1 |\n'.repeat(3000)}`
    const first = readPart(table)
    expect(readPart(table, first.to, first.head).blocks).toMatchObject([{ kind: 'table', head: ['n'] }])
    expect(readMarkdown('7. a')).toEqual([{ kind: 'list', ordered: true, items: ['a'], start: 7 }])
  })

  it('is left as text where a line holds more columns or marks than can be drawn', () => {
    expect(readMarkdown(`${'|'.repeat(999)}\n${'|-'.repeat(998)}|`)).toMatchObject([{ kind: 'paragraph' }])
    expect(readSpans('`a`'.repeat(9999)).length).toBeLessThan(600)
  })
})
