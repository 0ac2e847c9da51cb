import { useSyncExternalStore } from 'react'
import { z } from 'zod'

/** What the reader has set in this browser. Nothing here is safety: that lives in the core. */
const settings = {
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  time: z.enum(['relative', 'local', 'utc']).catch('relative'),
  single_keys: z.enum(['on', 'off']).catch('on'),
} as const

export type SettingName = keyof typeof settings
export type SettingValue<N extends SettingName> = z.infer<(typeof settings)[N]>

const listeners = new Set<() => void>()

export function readSetting<N extends SettingName>(name: N): SettingValue<N> {
  // TypeScript does not follow the name into the table of schemas.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return settings[name].parse(stored(name)) as SettingValue<N>
}

function stored(name: SettingName): string | null {
  try {
    return localStorage.getItem(`interlock.${name}`)
  } catch {
    // Storage can be switched off in the browser; the default serves then.
    return null
  }
}

export function writeSetting<N extends SettingName>(name: N, value: SettingValue<N>): void {
  localStorage.setItem(`interlock.${name}`, value)
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

/** A setting and how to change it; other windows follow. */
export function useSetting<N extends SettingName>(name: N): [SettingValue<N>, (value: SettingValue<N>) => void] {
  const value = useSyncExternalStore(onSettings, () => readSetting(name))
  return [value, (next) => writeSetting(name, next)]
}
