import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tideTable } from '../src/index.js'
import { kestrelPoint } from '../stations/index.js'

test('the table has a line for the station and one for each day', () => {
  const lines = tideTable(kestrelPoint, new Date('2026-03-01T00:00:00Z'), 3).split('\n')
  assert.equal(lines.length, 4)
  assert.equal(lines[0], 'Kestrel Point')
  assert.match(lines[1], /^2026-03-01 {2}(HW|LW) \d\d:\d\d \d\.\d m/)
})

test('the table counts from chart datum, so that no height is below it', () => {
  assert.doesNotMatch(tideTable(kestrelPoint, new Date('2026-03-01T00:00:00Z'), 28), / -\d/)
})
