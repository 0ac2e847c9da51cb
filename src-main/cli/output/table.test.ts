import { expect, it } from 'vitest'
import { fields, table } from './table.ts'

it('aligns columns by what is seen, not by escape sequences', () => {
  expect(
    table([
      ['\u001b[31mfailed\u001b[0m', '1', 'first'],
      ['ok', '1,204', 'second'],
    ]),
  ).toEqual(['\u001b[31mfailed\u001b[0m  1      first', 'ok      1,204  second'])
})

it('cuts the last column at the width of the terminal', () => {
  expect(table([['a', 'a rather long title']], 14)).toEqual(['a  a rather l…'])
  expect(table([['a', 'a rather long title']])).toEqual(['a  a rather long title'])
})

it('aligns names and values', () => {
  expect(
    fields(
      [
        ['Jobs', '1'],
        ['Kill switch', 'Released'],
      ],
      '  ',
    ),
  ).toEqual(['  Jobs         1', '  Kill switch  Released'])
})
