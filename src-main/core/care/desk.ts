import {
  type Desk,
  type DeskChange,
  deskSchema,
  deskSchemas,
  InterlockError,
  isDeskKey,
  MAX_DESK_BYTES,
} from '#schemas'
import type { Clock } from '#schemas/format'
import type { Store } from '#core/record'

/** What the operator has arranged for themselves: preferences that every window shares, no part of the evidence. */
export interface DeskTable {
  get(): Desk
  /**
   * Sets one entry anew, unless it was changed since `revision`.
   * @throws InterlockError desk_changed, input_too_large
   */
  put(change: DeskChange): Promise<{ revision: number }>
}

interface Row {
  key: string
  revision: number
  value: string
  changed_at: number
}

export function createDesk({
  store,
  clock,
  onChange,
}: {
  store: Store
  clock: Clock
  onChange: (key: DeskChange['key']) => void
}): DeskTable {
  const all = store.query<object, Row>('SELECT * FROM desk')
  const byKey = store.query<{ key: string }, Row>('SELECT * FROM desk WHERE key = :key')
  const set = store.change<Row>(`INSERT INTO desk(key, revision, value, changed_at)
    VALUES (:key, :revision, :value, :changed_at)
    ON CONFLICT(key) DO UPDATE SET revision = :revision, value = :value, changed_at = :changed_at`)

  return {
    get() {
      const rows = new Map(all.all({}).map((row) => [row.key, row]))
      const entries = Object.keys(deskSchemas).map((key) => {
        const row = rows.get(key)
        return [key, { revision: row?.revision ?? 0, value: row && parsed(key, row.value) }]
      })
      return deskSchema.parse(Object.fromEntries(entries))
    },
    async put({ key, revision, value }) {
      const text = JSON.stringify(value)
      const bytes = Buffer.byteLength(text)
      if (bytes > MAX_DESK_BYTES)
        throw new InterlockError('input_too_large', { what: `entry ${key} of the desk`, bytes, limit: MAX_DESK_BYTES })
      return store.write((write) => {
        const known = byKey.get({ key })?.revision ?? 0
        if (known !== revision) throw new InterlockError('desk_changed', { key, expected: known, given: revision })
        set.run(write, { key, revision: known + 1, value: text, changed_at: clock.now() })
        write.afterCommit(() => onChange(key))
        return { revision: known + 1 }
      })
    },
  }
}

/** An entry that this version cannot read, since a newer one wrote it, counts as not there: it must not keep a window shut. */
function parsed(key: string, text: string): unknown {
  try {
    return isDeskKey(key) ? deskSchemas[key].safeParse(JSON.parse(text)).data : undefined
  } catch {
    return undefined
  }
}
