import { parseAccelerator } from '#schemas'
import { isMac } from '../../../components/index.ts'

/** A key press as far as a shortcut for the whole system goes. */
export interface PressedKeys {
  readonly code: string
  readonly key: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly metaKey: boolean
}

const BY_CODE: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Enter: 'Return',
  NumpadAdd: 'Plus',
}

/** The shortcut that was pressed; undefined while only modifiers are down. By the place of the key, as the system takes it. */
export function acceleratorOf(pressed: PressedKeys, mac = isMac): string | undefined {
  if (['Control', 'Alt', 'Shift', 'Meta', 'AltGraph', 'OS'].includes(pressed.key)) return undefined
  const { code } = pressed
  const key = /^Key[A-Z]$/.test(code) ? code.slice(3) : /^Digit\d$/.test(code) ? code.slice(5) : (BY_CODE[code] ?? code)
  const modifiers = [
    pressed.ctrlKey && (mac ? 'Control' : 'CommandOrControl'),
    pressed.metaKey && (mac ? 'CommandOrControl' : 'Super'),
    pressed.altKey && 'Alt',
    pressed.shiftKey && 'Shift',
  ].filter((each) => each !== false)
  const parsed = parseAccelerator([...modifiers, key].join('+'))
  // What it is wrong with is said by the caller, who parses it too.
  return 'accelerator' in parsed ? parsed.accelerator : [...modifiers, key].join('+')
}

/** A shortcut as `Kbd` writes keys. */
export function asKeys(accelerator: string): string {
  return accelerator.replace('CommandOrControl', 'Mod').replace('Control', 'Ctrl')
}

const PROBLEMS = {
  empty: 'Press some keys.',
  no_key: 'Hold the modifiers and press another key with them.',
  two_keys: 'One key besides the modifiers is enough.',
  unknown_part: 'This key cannot be had for the whole system.',
  too_plain: 'It would be taken from what you type: add Ctrl, Alt or a like key.',
} as const

/** Why a shortcut cannot be used; undefined where it can. */
export function acceleratorProblem(accelerator: string): string | undefined {
  const parsed = parseAccelerator(accelerator)
  return 'problem' in parsed ? PROBLEMS[parsed.problem] : undefined
}
