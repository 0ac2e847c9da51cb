/** A question that the application put to its user. */
export interface WitnessedDialog {
  readonly kind: string
  readonly window: number | null
  readonly options: Record<string, unknown> & { buttons: string[] }
  /** The answer given, or undefined while it waits. */
  answered: unknown
  readonly answer: (result: unknown) => void
}

export interface WitnessedTray {
  /** As the user sees it: on Linux, as it was at the last `setContextMenu`. */
  readonly menu: () => readonly WitnessedItem[]
  readonly toolTip: () => string
  /** As a data URL; only the stand-in knows. */
  readonly image: () => string | null
}

export interface WitnessedItem {
  readonly id: string | undefined
  readonly label: string
  readonly enabled: boolean
  readonly visible: boolean
  readonly checked: boolean
  readonly type: string
  readonly submenu: readonly WitnessedItem[]
  readonly click: () => void
}

/**
 * What tests see of the parts of an application that have no page: kept by the stand-in, and on the real Electron by a module
 * that is loaded before the application.
 */
export interface Witness {
  readonly dialogs: WitnessedDialog[]
  readonly trays: WitnessedTray[]
  readonly notifications: WitnessedNotification[]
  /** Addresses, files and folders that were handed to the system. */
  readonly opened: string[]
  /** What went wrong without anybody catching it. */
  readonly errors: string[]
}

export interface WitnessedNotification {
  readonly title: string
  readonly body: string
  readonly actions: readonly { text: string }[]
  shown: boolean
  readonly emit: (event: string, ...details: unknown[]) => boolean
}

/** What only the stand-in can be told or asked. */
export interface StandinWitness extends Witness {
  /** Programs of workers, oldest first, ended ones too. */
  readonly utilities: { pid: number | undefined; readonly entry: string }[]
  readonly shortcuts: Map<string, () => void>
  /** Shortcuts that another program holds. */
  readonly takenShortcuts: Set<string>
  readonly power: { onBattery: boolean; idleSeconds: number }
  readonly loginItem: { openAtLogin: boolean; openAsHidden: boolean; args: string[] }
  /** Schemes whose links this application opens. */
  readonly protocolClients: Set<string>
  /** Whether the system is dark, and whether its panels are; a test that changes one emits `updated` of `nativeTheme`. */
  dark: boolean
  darkPanel: boolean
}

export const witness: StandinWitness = {
  dialogs: [],
  trays: [],
  notifications: [],
  opened: [],
  errors: [],
  utilities: [],
  shortcuts: new Map(),
  takenShortcuts: new Set(),
  power: { onBattery: false, idleSeconds: 0 },
  loginItem: { openAtLogin: false, openAsHidden: false, args: [] },
  protocolClients: new Set(),
  dark: false,
  darkPanel: false,
}
Object.defineProperty(globalThis, 'witness', { value: witness })

/** Notes what nobody caught. Electron shows a box or a warning then, and goes on. */
export function noteError(what: string): void {
  witness.errors.push(what)
  console.error(what)
}
