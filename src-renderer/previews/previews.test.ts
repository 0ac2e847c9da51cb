import { describe, expect, it } from 'vitest'
import { readIndexHits } from './index-hits.ts'
import { readMarkdown, readSpans } from './markdown.ts'

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
