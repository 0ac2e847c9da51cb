const MODIFIERS = /^(Command|Cmd|Control|Ctrl|CommandOrControl|CmdOrCtrl|Alt|Option|AltGr|Shift|Super|Meta)$/i
const KEYS =
  /^([0-9a-z]|F([1-9]|1\d|2[0-4])|[)!@#$%^&*(:;+=<,_\-.>?/~`{\][|\\}"']|Plus|Space|Tab|Capslock|Numlock|Scrolllock|Backspace|Delete|Insert|Return|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Escape|Esc|PrintScreen|VolumeUp|VolumeDown|VolumeMute|Media(NextTrack|PreviousTrack|Stop|PlayPause)|num([0-9]|dec|add|sub|mult|div))$/i

/** Whether Electron would read it: modifiers, and one key at the end. */
export function isAccelerator(text: string): boolean {
  const parts = text.split('+')
  const key = parts.pop() ?? ''
  return KEYS.test(key) && parts.every((part) => MODIFIERS.test(part))
}
