import { expect, it } from 'vitest'
import { createOutputCap } from './output-cap.ts'

it('keeps the beginning of each stream and counts all of it', () => {
  const cap = createOutputCap(5)
  expect(cap.take('stdout', Buffer.from('abc')).toString()).toBe('abc')
  expect(cap.take('stdout', Buffer.from('defg')).toString()).toBe('de')
  expect(cap.take('stdout', Buffer.from('h'))).toHaveLength(0)
  expect(cap.take('stderr', Buffer.from('12345')).toString()).toBe('12345')
  expect(cap.count('stdout')).toEqual({ total: 8, kept: 5, truncated: true })
  expect(cap.count('stderr')).toEqual({ total: 5, kept: 5, truncated: false })
  expect(cap.kept('stdout').toString()).toBe('abcde')
  expect(cap.kept('stderr').toString()).toBe('12345')
})

it('stays within its limit in a flood of small chunks', () => {
  const cap = createOutputCap(1 << 20)
  const before = process.memoryUsage().arrayBuffers
  for (let n = 0; n < 200_000; n++) cap.take('stdout', Buffer.from('0123456789'))
  expect(cap.count('stdout')).toEqual({ total: 2_000_000, kept: 1 << 20, truncated: true })
  expect(cap.kept('stdout').buffer.byteLength).toBeLessThanOrEqual(1 << 20)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20)
})

it('keeps nothing at a limit of 0', () => {
  const cap = createOutputCap(0)
  expect(cap.take('stderr', Buffer.from('x'))).toHaveLength(0)
  expect(cap.count('stderr')).toEqual({ total: 1, kept: 0, truncated: true })
})
