import { EventEmitter } from 'node:events'
import { witness } from '../base/witness.ts'

class NativeTheme extends EventEmitter {
  get shouldUseDarkColors(): boolean {
    return witness.dark
  }
  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return witness.darkPanel
  }
}

export const nativeTheme = new NativeTheme()
nativeTheme.setMaxListeners(0)
