import { needsReady } from '../base/phase.ts'
import { witness } from '../base/witness.ts'
import { isAccelerator } from './accelerator.ts'

function check(accelerator: string): void {
  needsReady('globalShortcut cannot be used before the app is ready')
  if (!isAccelerator(accelerator))
    throw new TypeError(`Error processing argument at index 0, conversion failure from ${accelerator}`)
}

/** Tests press them: nothing is asked of the system. */
export const globalShortcut = {
  register(accelerator: string, press: () => void): boolean {
    check(accelerator)
    if (witness.takenShortcuts.has(accelerator) || witness.shortcuts.has(accelerator)) return false
    witness.shortcuts.set(accelerator, press)
    return true
  },
  isRegistered(accelerator: string): boolean {
    check(accelerator)
    return witness.shortcuts.has(accelerator)
  },
  unregister(accelerator: string): void {
    check(accelerator)
    witness.shortcuts.delete(accelerator)
  },
}
