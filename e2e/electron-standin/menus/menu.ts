import { EventEmitter } from 'node:events'
import { anEvent } from '../base/event.ts'
import { BrowserWindow } from '../windows/browser-window.ts'
import { isAccelerator } from './accelerator.ts'
import { MENU_ROLES, roleOf } from './roles.ts'

export interface MenuItemOptions {
  readonly id?: string
  readonly label?: string
  readonly role?: string
  readonly type?: string
  readonly accelerator?: string
  readonly enabled?: boolean
  readonly visible?: boolean
  readonly checked?: boolean
  readonly sublabel?: string
  readonly toolTip?: string
  readonly submenu?: MenuItemOptions[] | Menu
  readonly click?: (item: MenuItem, window: BrowserWindow | undefined, event: object) => void
}

const TYPES = ['normal', 'separator', 'submenu', 'checkbox', 'radio', 'header', 'palette']

export class MenuItem {
  readonly id: string | undefined
  readonly role: string | undefined
  readonly type: string
  readonly accelerator: string | undefined
  readonly sublabel: string
  readonly toolTip: string
  readonly submenu: Menu | undefined
  label: string
  enabled: boolean
  visible: boolean
  checked: boolean
  menu: Menu | undefined
  readonly click: () => void

  constructor(options: MenuItemOptions) {
    const { role, submenu, accelerator } = options
    const inside = submenu ?? (role !== undefined && MENU_ROLES.test(role) ? [] : undefined)
    this.id = options.id
    this.role = role
    this.type = options.type ?? (inside ? 'submenu' : 'normal')
    this.label = options.label ?? (role === undefined ? '' : roleOf(role).label)
    this.accelerator = accelerator
    this.sublabel = options.sublabel ?? ''
    this.toolTip = options.toolTip ?? ''
    this.enabled = options.enabled ?? true
    this.visible = options.visible ?? true
    this.checked = options.checked ?? false
    this.submenu = Array.isArray(inside) ? Menu.buildFromTemplate(inside) : inside
    if (!TYPES.includes(this.type)) throw new Error(`Unknown menu item type: ${this.type}`)
    if (this.type === 'submenu' && this.submenu === undefined) throw new Error('Invalid submenu')
    if (accelerator !== undefined && !isAccelerator(accelerator))
      throw new TypeError(`stand-in: ${accelerator} is no accelerator`)
    this.click = () => this.#act(options)
  }

  /** As a pick by its user: an item that is off does nothing. */
  #act({ role, click }: MenuItemOptions): void {
    if (!this.enabled) return
    if (this.type === 'checkbox') this.checked = !this.checked
    if (this.type === 'radio')
      for (const item of this.menu?.items ?? []) if (item.type === 'radio') item.checked = item === this
    if (role !== undefined) roleOf(role).act()
    else click?.(this, BrowserWindow.getFocusedWindow() ?? undefined, anEvent())
  }
}

let applicationMenu: Menu | null = null

export class Menu extends EventEmitter {
  readonly items: MenuItem[] = []

  static buildFromTemplate(template: (MenuItemOptions | MenuItem)[]): Menu {
    if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array')
    for (const item of template)
      if (!('label' in item) && !('role' in item) && item.type !== 'separator')
        throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type')
    const menu = new Menu()
    for (const item of template) menu.append(item instanceof MenuItem ? item : new MenuItem(item))
    return menu
  }
  static setApplicationMenu(menu: Menu | null): void {
    if (menu !== null && !(menu instanceof Menu)) throw new TypeError('Invalid menu')
    applicationMenu = menu
  }
  static getApplicationMenu(): Menu | null {
    return applicationMenu
  }

  append(item: MenuItem): void {
    this.insert(this.items.length, item)
  }
  insert(at: number, item: MenuItem): void {
    if (!(item instanceof MenuItem)) throw new TypeError('Invalid item')
    item.menu = this
    this.items.splice(at, 0, item)
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }
}
