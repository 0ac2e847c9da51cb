import { anEvent, type StandinEvent } from '../base/event.ts'

/** A key as `sendInputEvent` takes it. */
export interface KeyPress {
  readonly type: 'keyDown' | 'keyUp'
  readonly keyCode: string
  readonly modifiers?: readonly ('control' | 'alt' | 'shift' | 'meta' | 'isAutoRepeat')[]
}

const BITS = { alt: 1, control: 2, meta: 4, shift: 8, isAutoRepeat: 0 }

/** What `before-input-event` tells of it. */
export function inputEventOf({ type, keyCode, modifiers = [] }: KeyPress): [StandinEvent, object] {
  const has = (name: (typeof modifiers)[number]) => modifiers.includes(name)
  const input = {
    type,
    ...keyOf(keyCode, has('shift')),
    isAutoRepeat: has('isAutoRepeat'),
    isComposing: false,
    shift: has('shift'),
    control: has('control'),
    alt: has('alt'),
    meta: has('meta'),
    location: 0,
    modifiers: [...modifiers],
  }
  return [anEvent(), input]
}

/** The same for Chromium. */
export function chromiumKey({ type, keyCode, modifiers = [] }: KeyPress): object {
  return {
    type: type === 'keyUp' ? 'keyUp' : 'rawKeyDown',
    ...keyOf(keyCode, modifiers.includes('shift')),
    windowsVirtualKeyCode: keyCode.length === 1 ? keyCode.toUpperCase().charCodeAt(0) : 0,
    modifiers: modifiers.reduce((bits, name) => bits | BITS[name], 0),
    autoRepeat: modifiers.includes('isAutoRepeat'),
  }
}

function keyOf(keyCode: string, shifted: boolean): { key: string; code: string } {
  if (!/^[a-z]$/i.test(keyCode)) return { key: keyCode, code: /^\d$/.test(keyCode) ? `Digit${keyCode}` : keyCode }
  return { key: shifted ? keyCode.toUpperCase() : keyCode.toLowerCase(), code: `Key${keyCode.toUpperCase()}` }
}
