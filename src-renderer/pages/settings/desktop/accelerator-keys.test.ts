import { expect, it } from 'vitest'
import { acceleratorOf, acceleratorProblem, asKeys } from './accelerator-keys.ts'

const none = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false }

it.each([
  [{ ...none, code: 'KeyK', key: 'K', ctrlKey: true, altKey: true }, false, 'CommandOrControl+Alt+K'],
  // By its place: on another layout the same key types something else.
  [{ ...none, code: 'KeyQ', key: 'a', metaKey: true, shiftKey: true }, true, 'CommandOrControl+Shift+Q'],
  [{ ...none, code: 'KeyK', key: 'k', ctrlKey: true }, true, 'Control+K'],
  [{ ...none, code: 'F9', key: 'F9' }, false, 'F9'],
  [{ ...none, code: 'ArrowUp', key: 'ArrowUp', altKey: true }, false, 'Alt+Up'],
])('reads %j (mac: %s) as %s', (pressed, mac, accelerator) => {
  expect(acceleratorOf(pressed, mac)).toBe(accelerator)
  expect(acceleratorProblem(accelerator)).toBeUndefined()
})

it('waits while only modifiers are down', () => {
  expect(acceleratorOf({ ...none, code: 'ControlLeft', key: 'Control', ctrlKey: true })).toBeUndefined()
})

it('says what is wrong with keys that would be taken from typing', () => {
  const plain = acceleratorOf({ ...none, code: 'KeyK', key: 'k' }) ?? ''
  expect(acceleratorProblem(plain)).toContain('taken from what you type')
  expect(acceleratorProblem('Control+ContextMenu')).toContain('cannot be had')
})

it('is shown as keys are everywhere', () => {
  expect(asKeys('CommandOrControl+Alt+Shift+K')).toBe('Mod+Alt+Shift+K')
})
