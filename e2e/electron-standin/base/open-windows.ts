/** What the rest needs of a window without knowing windows. */
export interface OpenWindow {
  readonly id: number
  readonly close: () => void
}

/** Oldest first. */
export const openWindows = new Set<OpenWindow>()

/** The window with the focus, as far as it was given by calls. */
export const focus: { window: OpenWindow | null } = { window: null }

let last = 0

/** Electron counts windows and contents from 1. */
export const nextId = (): number => (last += 1)
