import { expect, it } from 'vitest'
import { formatBytes, formatCount, formatDuration, formatWait, keptOf } from './quantities.ts'

it.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1_204_310, '1,204,310'],
  [-52_000, '-52,000'],
  [1234.5, '1,234.5'],
])('writes the count %s as the locale en-US does', (count, text) => {
  expect(formatCount(count)).toBe(text)
  expect(formatCount(count)).toBe(count.toLocaleString('en-US'))
})

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 KiB'],
  [1_258_291, '1.2 MiB'],
  [5 * 1024 ** 4, '5 TiB'],
])('writes %s bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

it.each([
  [84, '84 ms'],
  [12_400, '12.4 s'],
  [252_000, '4 min 12 s'],
  [7_440_000, '2 h 04 min'],
  [273_600_000, '3 d 4 h'],
  [999.7, '1 s'],
  [59_960, '1 min'],
  [60_000, '1 min'],
  [7_200_000, '2 h'],
  [86_400_000, '1 d'],
  [86_459_000, '1 d'],
])('writes %s ms as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})

it.each([
  [-5000, 'now'],
  [0, 'now'],
  [200, 'in 1 s'],
  [60_000, 'in 1 min'],
])('writes a wait of %s ms as %s', (ms, text) => {
  expect(formatWait(ms)).toBe(text)
})

it.each([
  [1_048_576, 3_040_870, '1 MiB kept; 2.9 MiB came'],
  [1_048_576, 1_048_577, undefined],
  [1_048_576, 900, undefined],
])('says of a limit of %s and %s bytes what is kept and what came', (limit, came, text) => {
  expect(keptOf(limit, came)).toBe(text)
})
