import { useQuery } from '@tanstack/react-query'
import { createContext, useCallback, useContext } from 'react'
import { type DeskKey, deskSchemas, type DeskValue } from '#schemas'
import { deskQuery, type DeskRoom, type DeskUpdate, deskValue } from './desk.ts'

export const DeskContext = createContext<DeskRoom | undefined>(undefined)

export function useDeskRoom(): DeskRoom {
  const room = useContext(DeskContext)
  if (!room) throw new Error('No desk around this component.')
  return room
}

/**
 * One entry of what the operator has arranged, and how to change it: `const [views, changeViews] = useDesk('views')`,
 * `changeViews((now) => [...now, view])`. A change shows at once here and within a second in every other window. Before the
 * core has answered it is what it is on a fresh desk.
 */
export function useDesk<K extends DeskKey>(
  key: K,
): [value: DeskValue<K>, change: (update: DeskUpdate<K>) => Promise<boolean>, known: boolean] {
  const room = useDeskRoom()
  const { data } = useQuery(deskQuery(room))
  const change = useCallback((update: DeskUpdate<K>) => room.change(key, update), [room, key])
  return [data === undefined ? FRESH[key] : deskValue(data, key), change, data !== undefined]
}

const FRESH = freshDesk()

function freshDesk(): { [K in DeskKey]: DeskValue<K> } {
  return {
    views: deskSchemas.views.parse(undefined),
    ranges: deskSchemas.ranges.parse(undefined),
    columns: deskSchemas.columns.parse(undefined),
    inbox: deskSchemas.inbox.parse(undefined),
    first_run: deskSchemas.first_run.parse(undefined),
    keys: deskSchemas.keys.parse(undefined),
    display: deskSchemas.display.parse(undefined),
    recent: deskSchemas.recent.parse(undefined),
  }
}
