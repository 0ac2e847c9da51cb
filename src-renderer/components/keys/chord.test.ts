import { describe, expect, it } from 'vitest'
import { chordOf, isSingleKey, type Pressed } from './chord.ts'

const press = (key: string, over: Partial<Pressed> = {}): Pressed => ({
  key,
  code: `Key${key.toUpperCase()}`,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...over,
})

describe('chordOf', () => {
  it.each([
    ['j', press('j'), 'j'],
    ['a capital letter', press('J', { shiftKey: true }), 'Shift+j'],
    ['a sign that needs Shift', press('?', { shiftKey: true, code: 'Slash' }), '?'],
    ['a named key', press('ArrowDown', { code: 'ArrowDown' }), 'ArrowDown'],
    ['Shift with a named key', press('ArrowDown', { shiftKey: true, code: 'ArrowDown' }), 'Shift+ArrowDown'],
    ['the kill switch', press('X', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+x'],
    ['the space bar', press(' ', { code: 'Space' }), ' '],
  ])('names %s', (_, pressed, chord) => {
    expect(chordOf(pressed, false)).toBe(chord)
  })

  it('takes Cmd as Mod on a Mac, and Ctrl as itself', () => {
    expect(chordOf(press('x', { metaKey: true, shiftKey: true }), true)).toBe('Mod+Shift+x')
    expect(chordOf(press('x', { ctrlKey: true }), true)).toBe('Ctrl+x')
  })

  it('finds letters by their place where the layout writes another alphabet', () => {
    expect(chordOf(press('ч', { code: 'KeyX', ctrlKey: true, shiftKey: true }), false)).toBe('Mod+Shift+x')
  })

  it.each(['Shift', 'Control', 'Meta', 'Alt', 'Dead'])('is nothing for %s alone', (key) => {
    expect(chordOf(press(key), false)).toBeUndefined()
  })
})

it('tells single keys, which never act while one types, from chords', () => {
  expect(['j', 'Shift+u', 'g o', '?'].every(isSingleKey)).toBe(true)
  expect(['Mod+k', 'Escape', 'ArrowDown', 'Enter'].some(isSingleKey)).toBe(false)
})
