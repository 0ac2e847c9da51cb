import { describe, expect, it, vi } from 'vitest'
import { createKeyboard, type KeyBinding, type Press } from './keyboard.ts'

const BASE = Symbol('page')
const press = (chord: string, over: Partial<Press> = {}): Press => ({
  chord,
  repeat: false,
  typing: false,
  taken: false,
  at: 0,
  ...over,
})
const binding = (keys: string, over: Partial<KeyBinding> = {}) => ({
  keys,
  label: keys,
  run: vi.fn<() => void>(),
  ...over,
})

function aKeyboard({ singleKeys = true } = {}) {
  let now = 0
  const keyboard = createKeyboard({ base: BASE, now: () => now, singleKeys: () => singleKeys })
  return { keyboard, pass: (ms: number) => void (now += ms) }
}

describe('a plain key', () => {
  it('runs what it is bound to', () => {
    const { keyboard } = aKeyboard()
    const j = binding('j')
    keyboard.bind(BASE, () => [j])
    expect(keyboard.press(press('j'))).toBe(true)
    expect(keyboard.press(press('k'))).toBe(false)
    expect(j.run).toHaveBeenCalledTimes(1)
  })

  it('does nothing while one types', () => {
    const { keyboard } = aKeyboard()
    const j = binding('j')
    keyboard.bind(BASE, () => [j])
    expect(keyboard.press(press('j', { typing: true }))).toBe(false)
    expect(j.run).not.toHaveBeenCalled()
  })

  it('does nothing while the focused control acts on it itself', () => {
    const { keyboard } = aKeyboard()
    const enter = binding('Enter')
    keyboard.bind(BASE, () => [enter])
    expect(keyboard.press(press('Enter', { taken: true }))).toBe(false)
  })

  it('does nothing that needs the core while that cannot be reached', () => {
    const { keyboard } = aKeyboard()
    const [reject, move, engage] = [
      binding('r', { changes: true }),
      binding('j'),
      binding('Mod+Shift+x', { always: true }),
    ]
    keyboard.bind(BASE, () => [reject, move, engage])
    const pressed = () => [press('r'), press('j'), press('Mod+Shift+x')].map(keyboard.press)
    expect(pressed()).toEqual([true, true, true])
    keyboard.setReachable(false)
    expect(pressed()).toEqual([false, true, true])
    expect(keyboard.working().map(({ keys }) => keys)).toEqual(['Mod+Shift+x', 'j'])
  })

  it('can be switched off, all but the one that shows the keys', () => {
    const { keyboard } = aKeyboard({ singleKeys: false })
    const [j, help, chord] = [binding('j'), binding('?'), binding('Mod+k')]
    keyboard.bind(BASE, () => [j, help, chord])
    expect([press('j'), press('?'), press('Mod+k')].map(keyboard.press)).toEqual([false, true, true])
    expect(keyboard.working().map(({ keys }) => keys)).toEqual(['?', 'Mod+k'])
  })

  it('acts on a held key only where that is for moving', () => {
    const { keyboard } = aKeyboard()
    const [move, act] = [binding('j', { repeats: true }), binding('c')]
    keyboard.bind(BASE, () => [move, act])
    keyboard.press(press('j', { repeat: true }))
    keyboard.press(press('c', { repeat: true }))
    expect(move.run).toHaveBeenCalledTimes(1)
    expect(act.run).not.toHaveBeenCalled()
  })
})

describe('a sequence', () => {
  it('runs when its keys follow each other', () => {
    const { keyboard } = aKeyboard()
    const go = binding('g o')
    keyboard.bind(BASE, () => [go])
    keyboard.press(press('g'))
    keyboard.press(press('o'))
    expect(go.run).toHaveBeenCalledTimes(1)
  })

  it('is forgotten after a while and by any other key', () => {
    const { keyboard, pass } = aKeyboard()
    const go = binding('g o')
    keyboard.bind(BASE, () => [go])
    keyboard.press(press('g'))
    pass(2000)
    keyboard.press(press('o'))
    keyboard.press(press('g'))
    keyboard.press(press('x'))
    keyboard.press(press('o'))
    expect(go.run).not.toHaveBeenCalled()
  })
})

describe('layers', () => {
  it('put the keys below to sleep while one is above', () => {
    const { keyboard } = aKeyboard()
    const [page, dialog] = [binding('j'), binding('Escape')]
    keyboard.bind(BASE, () => [page])
    const above = Symbol('dialog')
    const close = keyboard.openLayer(above)
    keyboard.bind(above, () => [dialog])
    expect(keyboard.press(press('j'))).toBe(false)
    expect(keyboard.press(press('Escape'))).toBe(true)
    close()
    expect(keyboard.press(press('j'))).toBe(true)
  })

  it('never silence the kill switch, which also works while one types', () => {
    const { keyboard } = aKeyboard()
    const engage = binding('Mod+Shift+x', { always: true })
    keyboard.bind(BASE, () => [engage])
    keyboard.openLayer(Symbol('dialog'))
    expect(keyboard.press(press('Mod+Shift+x', { typing: true, taken: true }))).toBe(true)
    expect(engage.run).toHaveBeenCalledTimes(1)
  })

  it('take a held kill switch key, and do nothing for it', () => {
    const { keyboard } = aKeyboard()
    const engage = binding('Mod+Shift+x', { always: true })
    keyboard.bind(BASE, () => [engage])
    expect(keyboard.press(press('Mod+Shift+x', { repeat: true }))).toBe(true)
    expect(engage.run).not.toHaveBeenCalled()
  })
})

it('lists exactly the keys that work, the latest of each', () => {
  const { keyboard } = aKeyboard()
  keyboard.bind(BASE, () => [binding('j', { label: 'below' }), binding('u', { when: () => false })])
  keyboard.bind(BASE, () => [binding('j', { label: 'above' })])
  expect(keyboard.working().map(({ label }) => label)).toEqual(['above'])
})

describe('a binding that always works', () => {
  it('keeps its key whatever else was bound to it, before or after', () => {
    const { keyboard } = aKeyboard()
    const [other, late] = [binding('Mod+Shift+x'), binding('Mod+Shift+x')]
    const always = binding('Mod+Shift+x', { always: true })
    for (const each of [other, always, late]) keyboard.bind(BASE, () => [each])
    keyboard.press(press('Mod+Shift+x', { typing: true }))
    expect(always.run).toHaveBeenCalledTimes(1)
    for (const each of [other, late]) expect(each.run).not.toHaveBeenCalled()
  })

  it('answers to its first key too once it has another', () => {
    const keyboard = createKeyboard({
      base: BASE,
      now: () => 0,
      singleKeys: () => true,
      inForce: (keys) => (keys === 'Mod+Shift+x' ? 'Mod+Shift+k' : keys),
    })
    const always = binding('Mod+Shift+x', { always: true })
    keyboard.bind(BASE, () => [always])
    for (const chord of ['Mod+Shift+k', 'Mod+Shift+x']) keyboard.press(press(chord))
    expect(always.run).toHaveBeenCalledTimes(2)
    expect(keyboard.working().filter(({ unlisted }) => unlisted !== true)).toMatchObject([{ keys: 'Mod+Shift+k' }])
  })
})
