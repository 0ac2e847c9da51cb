import { EventEmitter } from 'node:events'
import { witness } from '../base/witness.ts'

const SOURCES = ['system', 'light', 'dark']

class NativeTheme extends EventEmitter {
  #source = 'system'

  get themeSource(): string {
    return this.#source
  }
  set themeSource(source: string) {
    if (!SOURCES.includes(source))
      throw new Error(`Error processing argument at index 0, conversion failure from ${source}`)
    this.#source = source
    this.emit('updated')
  }
  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark'
  }
  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return witness.darkPanel
  }
}

export const nativeTheme = new NativeTheme()
nativeTheme.setMaxListeners(0)
