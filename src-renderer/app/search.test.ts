import { expect, it } from 'vitest'
import { parseSearch, stringifySearch } from './search.ts'

it('writes lists by comma and leaves out what is absent', () => {
  expect(stringifySearch({ state: ['failed', 'retrying'], q: undefined, type: '', since: '24h' })).toBe(
    '?state=failed,retrying&since=24h',
  )
  expect(stringifySearch({})).toBe('')
})

it('keeps times readable and everything else exact', () => {
  const search = { since: '2025-11-20T10:00:00Z', q: 'a&b=c d%+ü' }
  expect(stringifySearch(search)).toBe('?since=2025-11-20T10:00:00Z&q=a%26b%3Dc%20d%25%2B%C3%BC')
  expect(parseSearch(stringifySearch(search))).toEqual(search)
})

it('reads every value as text, so that an id of digits stays an id', () => {
  expect(parseSearch('?job=12345678&seq=9&on=true')).toEqual({ job: '12345678', seq: '9', on: 'true' })
})
