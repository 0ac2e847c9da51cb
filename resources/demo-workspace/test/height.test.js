import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heightAt, rises } from '../src/index.js'
import { kestrelPoint } from '../stations/index.js'

const HOUR = 3_600_000
const onlyM2 = { name: 'Pure', meanLevel: 2, constants: { M2: { amplitude: 1.5, phase: 0 } } }
const epoch = new Date('2000-01-01T00:00:00Z')

test('a single motion is at its highest when its phase is zero', () => {
  assert.equal(heightAt(onlyM2, epoch), 3.5)
})

test('half a period later it is at its lowest', () => {
  const half = new Date(epoch.getTime() + (180 / 28.9841042) * HOUR)
  assert.ok(Math.abs(heightAt(onlyM2, half) - 0.5) < 1e-6)
})

test('the mean over a long time is the mean level', () => {
  const samples = Array.from({ length: 24 * 365 }, (_, hour) =>
    heightAt(kestrelPoint, new Date(epoch.getTime() + hour * HOUR)),
  )
  const mean = samples.reduce((sum, height) => sum + height, 0) / samples.length
  assert.ok(Math.abs(mean - kestrelPoint.meanLevel) < 0.01)
})

test('the water falls after high water', () => {
  assert.equal(rises(onlyM2, epoch), false)
})

test('an unknown constituent is named', () => {
  const wrong = { name: 'Wrong', meanLevel: 0, constants: { X9: { amplitude: 1, phase: 0 } } }
  assert.throws(() => heightAt(wrong, epoch), /X9/)
})
