import { z } from 'zod'

const MODIFIERS: Readonly<Record<string, string>> = {
  commandorcontrol: 'CommandOrControl',
  cmdorctrl: 'CommandOrControl',
  command: 'Command',
  cmd: 'Command',
  control: 'Control',
  ctrl: 'Control',
  alt: 'Alt',
  option: 'Alt',
  shift: 'Shift',
  super: 'Super',
  meta: 'Super',
}

/** The order in which modifiers are written. */
const ORDER = ['CommandOrControl', 'Command', 'Control', 'Super', 'Alt', 'Shift']

const NAMED =
  'Space Tab Backspace Delete Insert Return Escape Up Down Left Right Home End PageUp PageDown PrintScreen Plus'.split(
    ' ',
  )

/** Why a text is no shortcut for the whole system. */
export type AcceleratorProblem = 'empty' | 'unknown_part' | 'no_key' | 'two_keys' | 'too_plain'

/**
 * A shortcut that works in every program, as Electron writes one: `CommandOrControl+Alt+Shift+K`. It needs a modifier other
 * than Shift, or would be taken from what is typed; keys F1 to F24 go alone.
 * Source: https://www.electronjs.org/docs/latest/tutorial/keyboard-shortcuts
 */
export function parseAccelerator(text: string): { accelerator: string } | { problem: AcceleratorProblem } {
  const parts = text.split('+').map((part) => part.trim())
  if (text.trim() === '') return { problem: 'empty' }
  const modifiers = new Set<string>()
  const keys: string[] = []
  for (const part of parts) {
    const modifier = MODIFIERS[part.toLowerCase()]
    const key = keyOf(part)
    if (modifier !== undefined) modifiers.add(modifier)
    else if (key === undefined) return { problem: 'unknown_part' }
    else keys.push(key)
  }
  const [key, ...others] = keys
  if (key === undefined) return { problem: 'no_key' }
  if (others.length > 0) return { problem: 'two_keys' }
  const isPlain = [...modifiers].every((modifier) => modifier === 'Shift')
  if (isPlain && !/^F\d+$/.test(key)) return { problem: 'too_plain' }
  return { accelerator: [...ORDER.filter((modifier) => modifiers.has(modifier)), key].join('+') }
}

function keyOf(part: string): string | undefined {
  if (/^[a-z0-9]$/i.test(part)) return part.toUpperCase()
  if (/^f([1-9]|1\d|2[0-4])$/i.test(part)) return part.toUpperCase()
  return NAMED.find((name) => name.toLowerCase() === part.toLowerCase())
}

/** A shortcut as it is kept: its parts in one order, written in one way. */
export const acceleratorSchema = z
  .string()
  .max(80)
  .refine(
    (text) => {
      const parsed = parseAccelerator(text)
      return 'accelerator' in parsed && parsed.accelerator === text
    },
    { params: { rule: 'accelerator' } },
  )
  .meta({ id: 'Accelerator', description: 'Such as `CommandOrControl+Alt+Shift+K`.' })
