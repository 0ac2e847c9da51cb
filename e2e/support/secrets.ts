import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyKeeper } from '#core'
import { READ_ONLY_POLICY } from '#schemas'

export const SECRET = 'correct-horse-battery-staple'

/** Keeps keys in memory, as the keyring of a session would. */
function aKeeper(): KeyKeeper {
  const keys = new Map<string, Buffer>()
  return {
    kind: 'secret_service',
    keep(key, store) {
      keys.set(store, Buffer.from(key))
      return Promise.resolve('kept')
    },
    give: (_kept, store) => Promise.resolve(Buffer.from(keys.get(store) ?? Buffer.alloc(32))),
  }
}

/** The same as what a core is given: one keyring, in each of its lives. */
export function aKeyring(): () => KeyKeeper[] {
  const keepers = [aKeeper()]
  return () => keepers
}

/** What lets commands find secrets in their environment. */
export function granting(...secrets: string[]) {
  return { policy: { ...READ_ONLY_POLICY, allow_subprocess: true, secrets } }
}

/** Every form of `value` by which somebody could read it. */
export function formsOf(value: string): Buffer[] {
  const base64 = ['', 'a', 'ab'].map((before) => Buffer.from(`${before}${value}`).toString('base64').slice(4, -4))
  const hex = Buffer.from(value).toString('hex')
  return [value, ...base64, hex, hex.toUpperCase()].map((form) => Buffer.from(form))
}

/** Files below a folder that hold any form of `value`, by their contents or names. */
export function filesWith(folder: string, value: string): string[] {
  const forms = formsOf(value)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name)
    if (name.includes(value)) return true
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false
    const bytes = readFileSync(path)
    return forms.some((form) => bytes.includes(form))
  })
}
