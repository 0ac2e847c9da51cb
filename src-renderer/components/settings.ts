import { useSyncExternalStore } from 'react'
import { z } from 'zod'

const changedKeys = z.record(z.string(), z.string().nullable())

/**
 * What must be known before the first word with the core: a mirror in this browser of what the desk holds. Nothing here is
 * safety: that lives in the core.
 */
const settings = {
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  time: z.enum(['relative', 'local', 'utc']).catch('relative'),
  density: z.enum(['compact', 'normal', 'roomy']).catch('normal'),
  logs: z.enum(['auto', 'graphics', 'elements']).catch('auto'),
  single_keys: z.enum(['on', 'off']).catch('on'),
  /** What was changed of the table of keys, as JSON. */
  keys: z.string().catch('{}'),
} as const

export type SettingName = keyof typeof settings
export type SettingValue<N extends SettingName> = z.infer<(typeof settings)[N]>

const listeners = new Set<() => void>()
/** Where the browser keeps nothing, a setting lasts as long as the page. */
const unkept = new Map<SettingName, string>()

export function readSetting<N extends SettingName>(name: N): SettingValue<N> {
  // TypeScript does not follow the name into the table of schemas.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return settings[name].parse(stored(name)) as SettingValue<N>
}

function stored(name: SettingName): string | null {
  try {
    return unkept.get(name) ?? localStorage.getItem(`interlock.${name}`)
  } catch {
    // Storage can be switched off in the browser; the default serves then.
    return null
  }
}

export function writeSetting<N extends SettingName>(name: N, value: SettingValue<N>): void {
  if (readSetting(name) === value) return
  try {
    localStorage.setItem(`interlock.${name}`, value)
    unkept.delete(name)
  } catch {
    // Switched off, or full.
    unkept.set(name, value)
  }
  for (const tell of listeners) tell()
}

export function onSettings(tell: () => void): () => void {
  listeners.add(tell)
  globalThis.addEventListener('storage', tell)
  return () => {
    listeners.delete(tell)
    globalThis.removeEventListener('storage', tell)
  }
}

/** A setting as it is mirrored here. It is changed on the desk, and the mirror follows in every window. */
export function useSetting<N extends SettingName>(name: N): readonly [SettingValue<N>] {
  return [useSyncExternalStore(onSettings, () => readSetting(name))]
}

let readAs: { text: string; keys: Readonly<Record<string, string | null>> } = { text: '{}', keys: {} }

/** The changed keys. Read at each key press, so the text is taken apart once. */
export function readChangedKeys(): Readonly<Record<string, string | null>> {
  const text = readSetting('keys')
  if (readAs.text !== text) readAs = { text, keys: parsedKeys(text) }
  return readAs.keys
}

function parsedKeys(text: string): Readonly<Record<string, string | null>> {
  try {
    return changedKeys.parse(JSON.parse(text))
  } catch {
    return {}
  }
}
