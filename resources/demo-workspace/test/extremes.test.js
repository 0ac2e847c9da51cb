import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extremes, heightAt, period } from '../src/index.js'
import { kestrelPoint, sandwickHarbour } from '../stations/index.js'

const from = new Date('2026-03-01T00:00:00Z')

test('high and low water take turns', () => {
  for (const station of [kestrelPoint, sandwickHarbour]) {
    const kinds = extremes(station, from, 24 * 14).map(({ kind }) => kind)
    kinds.slice(1).forEach((kind, index) => assert.notEqual(kind, kinds[index]))
  }
})

test('there are about two of each a day', () => {
  const high = extremes(kestrelPoint, from, 24 * 29).filter(({ kind }) => kind === 'high')
  assert.ok(Math.abs(high.length - (24 * 29) / period('M2')) <= 1)
})

test('a high water is higher than the minutes around it', () => {
  const [first] = extremes(kestrelPoint, from, 24).filter(({ kind }) => kind === 'high')
  for (const minutes of [-10, 10]) {
    assert.ok(heightAt(kestrelPoint, new Date(first.at.getTime() + minutes * 60_000)) < first.height)
  }
})

test('the range is larger at springs than at neaps', () => {
  const ranges = extremes(kestrelPoint, from, 24 * 15)
    .map(({ height }) => height)
    .map((height, index, all) => (index === 0 ? 0 : Math.abs(height - all[index - 1])))
    .slice(1)
  assert.ok(Math.max(...ranges) > 1.6 * Math.min(...ranges))
})

test('a sea without a tide has no turns', () => {
  const still = { name: 'Still', meanLevel: 1, constants: { M2: { amplitude: 0, phase: 0 } } }
  assert.deepEqual(extremes(still, from, 24), [])
})
