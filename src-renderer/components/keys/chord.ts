/** The part of a keyboard event that decides which chord was pressed. */
export interface Pressed {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

/**
 * The chord of a key press in the form bindings are written: `j`, `Shift+j`, `Mod+k`, `?`, `ArrowDown`. `Mod` is Cmd on a
 * Mac and Ctrl elsewhere. Letters of other alphabets count by the place of their key, so that the keys also work there.
 */
export function chordOf(pressed: Pressed, mac = isMac): string | undefined {
  if (['Control', 'Meta', 'Alt', 'Shift', 'Dead', 'Unidentified', 'Process', 'CapsLock'].includes(pressed.key))
    return undefined
  const key = keyName(pressed)
  const printable = key.length === 1 && !/[a-z]/.test(key)
  const mod = mac ? pressed.metaKey : pressed.ctrlKey
  const other = mac ? pressed.ctrlKey : pressed.metaKey
  return [
    mod && 'Mod',
    other && (mac ? 'Ctrl' : 'Meta'),
    pressed.altKey && 'Alt',
    pressed.shiftKey && (!printable || key === ' ') && 'Shift',
    key,
  ]
    .filter((part) => part !== false)
    .join('+')
}

/** Whether a chord is one plain key, which must not act while one types and can be switched off. */
export function isSingleKey(keys: string): boolean {
  return keys.split(' ').every((chord) => chord.replace(/^Shift\+/, '').length === 1)
}

function keyName({ key, code }: Pressed): string {
  const foreign = key.length === 1 && key.charCodeAt(0) > 0x7f
  if (foreign && /^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase()
  return key.length === 1 ? key.toLowerCase() : key
}
