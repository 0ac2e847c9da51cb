import { createContext, type ReactNode, useContext, useLayoutEffect, useRef, useState } from 'react'
import { useNoContact } from '../no-contact.ts'
import { readChangedKeys, readSetting } from '../settings.ts'
import { chordOf } from './chord.ts'
import { keysInForce } from './key-table.ts'
import { createKeyboard, type Keyboard, type KeyBinding, type KeyLayer } from './keyboard.ts'

const BASE: KeyLayer = Symbol('page')

const KeyboardContext = createContext<Keyboard | undefined>(undefined)
const LayerContext = createContext<KeyLayer>(BASE)

/** Once around the console: listens to the keyboard of the window. */
export function KeyRoom({ children }: { children: ReactNode }) {
  const noContact = useNoContact()
  const [keyboard] = useState(() =>
    createKeyboard({
      base: BASE,
      now: () => performance.now(),
      singleKeys: () => readSetting('single_keys') === 'on',
      inForce: (keys) => keysInForce(keys, readChangedKeys()),
    }),
  )
  useLayoutEffect(() => keyboard.setReachable(noContact === undefined), [keyboard, noContact])
  // Before anything is painted: where the kill switch can be seen, its key works.
  useLayoutEffect(() => {
    const stop = new AbortController()
    // The kill switch must act even where a widget keeps its key presses to itself, hence the capturing listener.
    window.addEventListener('keydown', (event) => act(keyboard, event, true), { capture: true, signal: stop.signal })
    window.addEventListener('keydown', (event) => act(keyboard, event, false), { signal: stop.signal })
    return () => stop.abort()
  }, [keyboard])
  return <KeyboardContext value={keyboard}>{children}</KeyboardContext>
}

function act(keyboard: Keyboard, event: KeyboardEvent, capturing: boolean): void {
  if (event.isComposing || event.defaultPrevented) return
  const chord = chordOf(event)
  if (chord === undefined) return
  const isAlways = keyboard.working().some((binding) => binding.always === true && binding.keys === chord)
  if (isAlways !== capturing) return
  const done = keyboard.press({
    chord,
    repeat: event.repeat,
    typing: isTyping(event.target),
    taken: isTaken(event.target, chord),
    at: event.timeStamp,
  })
  if (done) event.preventDefault()
}

export function useKeyboard(): Keyboard {
  const keyboard = useContext(KeyboardContext)
  if (!keyboard) throw new Error('No keyboard around this component.')
  return keyboard
}

/** Binds keys while the component is there, in the layer it is in. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const keyboard = useKeyboard()
  const layer = useContext(LayerContext)
  const latest = useRef(bindings)
  useLayoutEffect(() => {
    latest.current = bindings
  })
  useLayoutEffect(() => keyboard.bind(layer, () => latest.current), [keyboard, layer])
}

/** Keys of everything below sleep while this is there: for dialogs and menus. */
export function KeyLayerAbove({ children }: { children: ReactNode }) {
  const keyboard = useKeyboard()
  const [layer] = useState<KeyLayer>(() => Symbol('above'))
  useLayoutEffect(() => keyboard.openLayer(layer), [keyboard, layer])
  return <LayerContext value={layer}>{children}</LayerContext>
}

const TEXTLESS = new Set(['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file'])

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !TEXTLESS.has(target.type)
  return target.isContentEditable || target.closest('textarea, select, [role="menu"], [role="listbox"]') !== null
}

/** Keys that move a box that scrolls, while it has the focus; `j` and `k` move rows there too. */
const SCROLLING: ReadonlySet<string> = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' '])

function isTaken(target: EventTarget | null, chord: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (SCROLLING.has(chord) && target.matches('[data-scrolls]')) return true
  if (chord === 'Enter' || chord === ' ')
    return target.closest('button, a[href], summary, input, textarea, select, [role="tab"], [role="menuitem"]') !== null
  if (chord.startsWith('Arrow')) return isTyping(target) || target.matches('input[type="radio"], [role="tab"]')
  return false
}
