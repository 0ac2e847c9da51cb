import type { ElectronApplication } from 'playwright'
import type { StandinWitness, WitnessedItem } from '../../electron-standin/base/witness.ts'
import { until } from '../../support/wait.ts'

/** A menu's item, as it stands. */
export interface ItemState {
  readonly id: string | undefined
  readonly label: string
  readonly enabled: boolean
  readonly visible: boolean
  readonly checked: boolean
  readonly submenu: readonly ItemState[]
}

export interface DialogState {
  readonly kind: string
  readonly window: number | null
  readonly options: {
    readonly message: string
    readonly detail?: string
    readonly title?: string
    readonly type?: string
    readonly buttons: string[]
    readonly defaultId?: number
    readonly cancelId?: number
    readonly checkboxLabel?: string
  }
  readonly waits: boolean
}

export interface NotificationState {
  readonly title: string
  readonly body: string
  readonly actions: string[]
}

/** What a person does beside the page, and sees there. Works on the stand-in and on the real Electron. */
export interface Hands {
  /** An item of the application menu; undefined when there is none of that id. */
  readonly menuItem: (id: string) => Promise<ItemState | undefined>
  /** Picks an item of the application menu. Fails when it is not there or off. */
  readonly pick: (id: string) => Promise<void>
  /** The tray's menu, as its user sees it; undefined without a tray. */
  readonly trayMenu: () => Promise<readonly ItemState[] | undefined>
  readonly trayToolTip: () => Promise<string | undefined>
  readonly pickInTray: (id: string) => Promise<void>
  /** All that was asked so far, oldest first. */
  readonly dialogs: () => Promise<DialogState[]>
  /** Waits for a question, and gives it. */
  readonly asked: () => Promise<DialogState>
  /** Answers the oldest open question by a button's words, or any dialog by its whole result. */
  readonly answer: (choice: string | object, more?: { checkboxChecked?: boolean }) => Promise<void>
  readonly notifications: () => Promise<NotificationState[]>
  /** Does to the last notification what its user would: a click, or one of its actions by its words. */
  readonly touchNotification: (action?: string) => Promise<void>
  /** What was handed to the system. */
  readonly opened: () => Promise<string[]>
  /** What main met and nobody caught. */
  readonly errors: () => Promise<string[]>
}

declare global {
  // Kept inside the application's own process, where these functions run.
  var witness: StandinWitness
}

export function createHands(app: ElectronApplication): Hands {
  const dialogs = () =>
    app.evaluate(() =>
      witness.dialogs.map(({ kind, window, options, answered }) => {
        const { signal: _, ...told } = options
        return { kind, window, options: told, waits: answered === undefined }
      }),
    ) as Promise<DialogState[]>

  return {
    menuItem: async (id) =>
      app.evaluate(({ Menu }, wanted) => {
        const item = Menu.getApplicationMenu()?.getMenuItemById(wanted)
        if (!item) return undefined
        const { label, enabled, visible, checked } = item
        return { id: wanted, label, enabled, visible, checked, submenu: [] }
      }, id),
    pick: (id) =>
      app.evaluate(({ Menu }, wanted) => {
        const item = Menu.getApplicationMenu()?.getMenuItemById(wanted)
        if (!item) throw new Error(`There is no menu item ${wanted}.`)
        if (!item.enabled || !item.visible) throw new Error(`The menu item ${wanted} cannot be picked.`)
        item.click()
      }, id),
    trayMenu: () =>
      app.evaluate(() => {
        const stateOf = ({ id, label, enabled, visible, checked, submenu }: WitnessedItem): ItemState => ({
          id,
          label,
          enabled,
          visible,
          checked,
          submenu: submenu.map(stateOf),
        })
        return witness.trays[0]?.menu().map(stateOf)
      }),
    trayToolTip: () => app.evaluate(() => witness.trays[0]?.toolTip()),
    pickInTray: (id) =>
      app.evaluate((_, wanted) => {
        const flat = (items: readonly WitnessedItem[]): WitnessedItem[] =>
          items.flatMap((item) => [item, ...flat(item.submenu)])
        const item = flat(witness.trays[0]?.menu() ?? []).find((each) => each.id === wanted)
        if (item === undefined) throw new Error(`There is no tray item ${wanted}.`)
        if (!item.enabled || !item.visible) throw new Error(`The tray item ${wanted} cannot be picked.`)
        item.click()
      }, id),
    dialogs,
    asked: () => until('a question is asked', async () => (await dialogs()).find(({ waits }) => waits)),
    answer: (choice, more = {}) =>
      app.evaluate(
        (_, { result, also }) => {
          const dialog = witness.dialogs.find(({ answered }) => answered === undefined)
          if (dialog === undefined) throw new Error('No question is open.')
          if (typeof result !== 'string') return dialog.answer(result)
          const response = dialog.options.buttons.indexOf(result)
          if (response < 0) throw new Error(`No button «${result}»: there are ${dialog.options.buttons.join(', ')}.`)
          return dialog.answer({ response, checkboxChecked: false, ...also })
        },
        { result: choice, also: more },
      ),
    notifications: () =>
      app.evaluate(() =>
        witness.notifications.map(({ title, body, actions }) => ({
          title,
          body,
          actions: actions.map(({ text }) => text),
        })),
      ),
    touchNotification: (action) =>
      app.evaluate((_, wanted) => {
        const last = witness.notifications.at(-1)
        if (last === undefined) throw new Error('There is no notification.')
        if (wanted === undefined) return last.emit('click', {})
        const actionIndex = last.actions.findIndex(({ text }) => text === wanted)
        if (actionIndex < 0) throw new Error(`The notification has no action «${wanted}».`)
        return last.emit('action', { actionIndex, selectionIndex: -1 }, actionIndex, -1)
      }, action) as Promise<unknown> as Promise<void>,
    opened: () => app.evaluate(() => [...witness.opened]),
    errors: () => app.evaluate(() => [...witness.errors]),
  }
}
