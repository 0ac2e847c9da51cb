import { ORPCError } from '@orpc/client'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Desk, DeskChange, DeskKey, DeskValue } from '#schemas'
import type { Client } from '../client/client.ts'

export const deskKey = ['desk'] as const

/** Makes the next value of an entry from the one it has; called again when another window was first. */
export type DeskUpdate<K extends DeskKey> = (now: DeskValue<K>) => DeskValue<K>

/** Reads and changes what the operator has arranged. A change shows at once, and is taken back when the core refuses it. */
export interface DeskRoom {
  readonly read: (signal: AbortSignal) => Promise<Desk>
  /** Resolves to whether the core has written it. Never rejects: without contact the frame says so already. */
  readonly change: <K extends DeskKey>(key: K, update: DeskUpdate<K>) => Promise<boolean>
}

interface Pending {
  readonly apply: (desk: Desk) => Desk
}

/** Changes made in several windows at once rarely meet more often than this. */
const ATTEMPTS = 5

export function createDeskRoom({ client, queries }: { client: Client; queries: QueryClient }): DeskRoom {
  let confirmed: Desk | undefined
  let pending: readonly Pending[] = []
  let last: Promise<unknown> = Promise.resolve()

  /** An answer may have been on its way while a change was written: the newer of each entry counts. */
  function confirm(answer: Desk): void {
    confirmed = confirmed === undefined ? answer : newerOf(confirmed, answer)
  }

  function shown(desk: Desk): Desk {
    return pending.reduce((now, { apply }) => apply(now), desk)
  }

  function show(): void {
    if (confirmed !== undefined) queries.setQueryData(deskKey, shown(confirmed))
  }

  async function read(signal?: AbortSignal): Promise<Desk> {
    const answer = await client.desk.get(undefined, signal === undefined ? {} : { signal })
    confirm(answer)
    return shown(confirmed ?? answer)
  }

  async function write<K extends DeskKey>(key: K, update: DeskUpdate<K>): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      try {
        if (confirmed === undefined) await read()
        if (confirmed === undefined) return false
        const value = update(valueOf(confirmed, key))
        const { revision } = await client.desk.put(changeOf(key, confirmed[key].revision, value))
        confirm(withEntry(confirmed, key, revision, value))
        return true
      } catch (error) {
        if (!(error instanceof ORPCError && error.code === 'desk_changed')) return false
        confirmed = undefined
      }
    }
    return false
  }

  return {
    read,
    change(key, update) {
      const mine: Pending = { apply: (desk) => withEntry(desk, key, desk[key].revision, update(valueOf(desk, key))) }
      pending = [...pending, mine]
      show()
      const done = last.then(async () => {
        const written = await write(key, update)
        pending = pending.filter((each) => each !== mine)
        show()
        return written
      })
      last = done
      return done
    },
  }
}

export const deskQuery = (room: DeskRoom) =>
  queryOptions({
    queryKey: deskKey,
    queryFn: ({ signal }) => room.read(signal),
    meta: { live: { topics: ['desk'], always: true } },
  })

/** TypeScript does not follow a key into the table of entries; these three say what it means, once. */
function valueOf<K extends DeskKey>(desk: Desk, key: K): DeskValue<K> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return desk[key].value as DeskValue<K>
}

function withEntry<K extends DeskKey>(desk: Desk, key: K, revision: number, value: DeskValue<K>): Desk {
  return { ...desk, [key]: { revision, value } }
}

function changeOf<K extends DeskKey>(key: K, revision: number, value: DeskValue<K>): DeskChange {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return { key, revision, value } as DeskChange
}

function newerOf(one: Desk, other: Desk): Desk {
  const newer = <K extends DeskKey>(key: K): Desk[K] =>
    other[key].revision >= one[key].revision ? other[key] : one[key]
  return {
    views: newer('views'),
    ranges: newer('ranges'),
    columns: newer('columns'),
    inbox: newer('inbox'),
    first_run: newer('first_run'),
    keys: newer('keys'),
    display: newer('display'),
    recent: newer('recent'),
  }
}

/** The value of an entry on a desk that was read. */
export const deskValue = valueOf
