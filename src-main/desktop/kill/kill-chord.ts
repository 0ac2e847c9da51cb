import { fixedKeys } from '#schemas'
import { chordOf } from '#schemas/format'
import type { ChangedKeys } from '#schemas'

/** A key press as main sees it before the page does. */
export interface KeyInput {
  readonly type: string
  readonly key: string
  readonly code: string
  readonly control: boolean
  readonly meta: boolean
  readonly alt: boolean
  readonly shift: boolean
  readonly isAutoRepeat: boolean
}

/** The chord of the kill switch in force in the console. */
export function killKeys(changed: ChangedKeys): string {
  return fixedKeys('kill_switch', changed)
}

/** Whether a key press is it. A key held down counts once. */
export function isKillChord(input: KeyInput, keys: string, mac: boolean): boolean {
  if (input.type !== 'keyDown' || input.isAutoRepeat) return false
  const { key, code, control, meta, alt, shift } = input
  return chordOf({ key, code, ctrlKey: control, metaKey: meta, altKey: alt, shiftKey: shift }, mac) === keys
}

/** A chord of the console as menus write one: `Mod+Shift+x` is `CommandOrControl+Shift+X`; undefined where they cannot. */
export function menuAccelerator(keys: string): string | undefined {
  const parts = keys.split('+')
  const key = parts.pop()
  if (key === undefined || keys.includes(' ') || !/^([a-z0-9]|F\d{1,2})$/.test(key)) return undefined
  const names: Record<string, string> = { Mod: 'CommandOrControl', Ctrl: 'Control', Meta: 'Super' }
  return [...parts.map((part) => names[part] ?? part), key.toUpperCase()].join('+')
}
