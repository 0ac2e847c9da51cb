import { chordOf as chordOn, type Pressed } from '#schemas/format'

export type { Pressed } from '#schemas/format'

export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

/** The chord of a key press on this machine. */
export function chordOf(pressed: Pressed, mac = isMac): string | undefined {
  return chordOn(pressed, mac)
}

/** Whether a chord is one plain key, which must not act while one types and can be switched off. */
export function isSingleKey(keys: string): boolean {
  return keys.split(' ').every((chord) => chord.replace(/^Shift\+/, '').length === 1)
}
