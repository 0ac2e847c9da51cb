import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { makeFolder, removeFolder } from '../support/test-core.ts'

/** A data directory in which the desktop was settled so before, with room for two jobs. @returns it, removed after the test */
export function writeSettings(settings: object = {}): string {
  const home = join(makeFolder('desktop-home'), 'home')
  mkdirSync(home, { mode: 0o700 })
  onTestFinished(() => removeFolder(join(home, '..')))
  writeFileSync(join(home, 'desktop.json'), JSON.stringify(settings), { mode: 0o600 })
  writeFileSync(join(home, 'config.json'), JSON.stringify({ slots: 2 }), { mode: 0o600 })
  return home
}
