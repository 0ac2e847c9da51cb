import { describe, expect, it } from 'vitest'
import { differencesOf, flatten } from './differences.ts'
import { readCompareSearch } from './search.ts'

describe('what differs', () => {
  it('takes a value apart into its members', () => {
    expect([...flatten({ a: { b: [1, 'x'] }, c: [], d: null })]).toEqual([
      ['a.b[0]', '1'],
      ['a.b[1]', 'x'],
      ['c', '[]'],
      ['d', 'null'],
    ])
    expect([...flatten('text')]).toEqual([['result', 'text']])
    expect(flatten(Array.from({ length: 2000 }, (_, at) => at)).size).toBe(500)
  })

  it('comes first, and names what only one side has', () => {
    const rows = differencesOf(
      new Map([
        ['same', '1'],
        ['other', 'a'],
        ['gone', 'x'],
      ]),
      new Map([
        ['same', '1'],
        ['other', 'b'],
      ]),
    )
    expect(rows.map(({ name, a, b, differs }) => [name, a, b, differs])).toEqual([
      ['other', 'a', 'b', true],
      ['gone', 'x', '–', true],
      ['same', '1', '1', false],
    ])
  })
})

it('reads which runs are compared, and leaves what it does not know', () => {
  expect(readCompareSearch({ a: '1', b: '2', with: 'job-x', tab: 'log', find: 'x' })).toEqual({
    a: '1',
    b: '2',
    with: 'job-x',
    tab: 'log',
    find: 'x',
  })
  expect(readCompareSearch({ a: '0', b: 'x', with: '../x', tab: 'figures', find: '' })).toEqual({})
})
