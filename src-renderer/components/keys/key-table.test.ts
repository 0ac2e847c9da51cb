import { describe, expect, it } from 'vitest'
import { KEY_TABLE, type KeyEntry, keysInForce, keysProblem, keysTakenBy } from './key-table.ts'

const named = (name: string): KeyEntry => KEY_TABLE.find((entry) => entry.name === name)!

describe('the table of keys', () => {
  it('gives no key two meanings, and no key that begins another', () => {
    expect(KEY_TABLE.filter((entry) => keysTakenBy(entry, entry.keys, {}).length > 0)).toEqual([])
    expect(new Set(KEY_TABLE.map(({ name }) => name)).size).toBe(KEY_TABLE.length)
  })

  it('leads from what a key is by default to what it is now', () => {
    const changed = { 'row.next': 'n', pause: null, palette: null }
    expect(keysInForce('j', changed)).toBe('n')
    expect(keysInForce('Shift+u', changed)).toBeNull()
    // What must be there cannot be switched off, whatever is written on the desk.
    expect(keysInForce('Mod+k', changed)).toBe('Mod+k')
    expect(keysInForce('ArrowDown', changed)).toBe('ArrowDown')
  })

  it('says who has a key already, by the keys in force', () => {
    expect(keysTakenBy(named('row.next'), 'k', {}).map(({ name }) => name)).toEqual(['row.previous'])
    expect(keysTakenBy(named('row.next'), 'k', { 'row.previous': 'h' })).toEqual([])
    // A key that begins a sequence would swallow it.
    expect(keysTakenBy(named('row.next'), 'g', {}).length).toBeGreaterThan(5)
  })

  it('keeps what must keep its meaning', () => {
    expect(keysProblem(named('row.next'), 'Enter')).toBeDefined()
    expect(keysProblem(named('row.next'), 'Mod+c')).toBeDefined()
    expect(keysProblem(named('kill_switch'), 'k')).toContain('Ctrl or Cmd')
    expect(keysProblem(named('kill_switch'), 'Mod+Shift+k')).toBeUndefined()
    expect(keysProblem(named('row.next'), 'g h')).toBeUndefined()
  })

  it.each(['F24 F24', 'x', 'Mod+x', 'Mod+Shift+X', 'Mod+k', 'Mod+Shift+k y', 'Mod+ ', null])(
    'does not take %j from the desk for the kill switch',
    (keys) => {
      expect(keysInForce('Mod+Shift+x', { kill_switch: keys })).toBe('Mod+Shift+x')
    },
  )

  it.each(['Mod+Shift+x', 'Mod+Shift+x y', 'Mod+Shift+k', 'Enter'])('does not give %j to anything else', (keys) => {
    expect(keysInForce('j', { 'row.next': keys, kill_switch: 'Mod+Shift+k' })).toBe('j')
  })
})
