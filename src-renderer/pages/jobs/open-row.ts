import { useState, useSyncExternalStore } from 'react'

/** The row whose menu is open. Rows ask for themselves, so that opening one draws one. */
export interface OpenRow {
  readonly id: () => string | undefined
  readonly set: (id: string | undefined) => void
  readonly subscribe: (tell: () => void) => () => void
}

export function createOpenRow(): OpenRow {
  const listeners = new Set<() => void>()
  let open: string | undefined
  return {
    id: () => open,
    set(id) {
      open = id
      for (const tell of listeners) tell()
    },
    subscribe(tell) {
      listeners.add(tell)
      return () => void listeners.delete(tell)
    },
  }
}

export function useOpenRow(): { openRow: OpenRow; openId: string | undefined } {
  const [openRow] = useState(createOpenRow)
  return { openRow, openId: useSyncExternalStore(openRow.subscribe, openRow.id) }
}
