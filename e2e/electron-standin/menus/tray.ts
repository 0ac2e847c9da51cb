import { EventEmitter } from 'node:events'
import { needsReady } from '../base/phase.ts'
import { witness, type WitnessedItem, type WitnessedTray } from '../base/witness.ts'
import { imageOf, type NativeImage } from '../system/native-image.ts'
import type { Menu } from './menu.ts'

/** A tray nobody sees: its menu is what it was when it was set, as on Linux. */
export class Tray extends EventEmitter {
  #image: NativeImage
  #menu: WitnessedItem[] = []
  #toolTip = ''
  #destroyed = false
  readonly #witnessed: WitnessedTray

  constructor(image: NativeImage | string) {
    needsReady('Cannot create Tray before app is ready')
    super()
    this.#image = imageOf(image)
    this.#witnessed = { menu: () => this.#menu, toolTip: () => this.#toolTip, image: () => this.#image.toDataURL() }
    witness.trays.push(this.#witnessed)
  }

  setImage(image: NativeImage | string): void {
    this.#alive()
    this.#image = imageOf(image)
  }
  setContextMenu(menu: Menu | null): void {
    this.#alive()
    this.#menu = menu === null ? [] : pictured(menu)
  }
  setToolTip(text: string): void {
    this.#alive()
    this.#toolTip = text
  }
  setTitle(_title: string): void {}
  getBounds(): { x: number; y: number; width: number; height: number } {
    return { x: 0, y: 0, width: 0, height: 0 }
  }
  destroy(): void {
    this.#destroyed = true
    const at = witness.trays.indexOf(this.#witnessed)
    if (at >= 0) witness.trays.splice(at, 1)
  }
  isDestroyed(): boolean {
    return this.#destroyed
  }
  #alive(): void {
    if (this.#destroyed) throw new Error('Tray is destroyed')
  }
}

function pictured(menu: Menu): WitnessedItem[] {
  return menu.items.map((item) => ({
    id: item.id,
    label: item.label,
    enabled: item.enabled,
    visible: item.visible,
    checked: item.checked,
    type: item.type,
    submenu: item.submenu ? pictured(item.submenu) : [],
    click: () => item.click(),
  }))
}
