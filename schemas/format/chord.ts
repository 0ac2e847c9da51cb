/** The part of a keyboard event that decides which chord was pressed. */
export interface Pressed {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/**
 * The chord of a key press in the form bindings are written: `j`, `Shift+j`, `Mod+k`, `?`, `ArrowDown`. `Mod` is Cmd on a
 * Mac and Ctrl elsewhere. Letters of other alphabets count by the place of their key, so that the keys also work there.
 */
export function chordOf(pressed: Pressed, mac: boolean): string | undefined {
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

function keyName({ key, code }: Pressed): string {
  const foreign = key.length === 1 && key.charCodeAt(0) > 0x7f
  if (foreign && /^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase()
  return key.length === 1 ? key.toLowerCase() : key
}
