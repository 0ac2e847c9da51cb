import {
  type EndpointProbe,
  type EndpointReason,
  endpointReasonSchema,
  type EndpointSpec,
  endpointStateSchema,
  KEPT_PROBES,
} from '#schemas'
import { isoTime } from '#schemas/format'
import type { Store, Write } from '#core/record'

/** A row of the endpoint table. */
export interface EndpointRow {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly secret: string | null
  readonly model: string | null
  readonly interval_s: number
  readonly timeout_ms: number
  readonly slow_ms: number
  readonly revision: number
  readonly added_at: number
  readonly state: string
  readonly reason_code: string | null
  readonly reason_detail: string | null
  readonly state_since: number
}

/** One look: `ms` is null where no list came. */
export interface ProbeRow {
  readonly at: number
  readonly ms: number | null
}

/** The endpoints, and the latest probes of each. */
export function createEndpointTable(store: Store) {
  const all = store.query<object, EndpointRow>('SELECT * FROM endpoint ORDER BY name')
  const byName = store.query<{ name: string }, EndpointRow>('SELECT * FROM endpoint WHERE name = :name')
  const byId = store.query<{ id: string }, EndpointRow>('SELECT * FROM endpoint WHERE id = :id')
  const insert =
    store.change<EndpointRow>(`INSERT INTO endpoint(id, name, url, secret, model, interval_s, timeout_ms, slow_ms, revision, added_at,
      state, reason_code, reason_detail, state_since)
    VALUES (:id, :name, :url, :secret, :model, :interval_s, :timeout_ms, :slow_ms, :revision, :added_at,
      :state, :reason_code, :reason_detail, :state_since)`)
  const setSpec = store.change<Pick<EndpointRow, 'id' | 'revision'> & EndpointSpec>(
    `UPDATE endpoint SET url = :url, secret = :secret, model = :model, interval_s = :interval_s, timeout_ms = :timeout_ms,
       slow_ms = :slow_ms, revision = :revision WHERE id = :id`,
  )
  const setState = store.change<Pick<EndpointRow, 'id' | 'state' | 'reason_code' | 'reason_detail' | 'state_since'>>(
    `UPDATE endpoint SET state = :state, reason_code = :reason_code, reason_detail = :reason_detail,
       state_since = :state_since WHERE id = :id`,
  )
  const remove = store.change<{ id: string }>('DELETE FROM endpoint WHERE id = :id')
  const removeProbes = store.change<{ id: string }>('DELETE FROM endpoint_probe WHERE endpoint = :id')
  const probes = store.query<{ id: string }, ProbeRow>(
    'SELECT at, ms FROM endpoint_probe WHERE endpoint = :id ORDER BY n',
  )
  const addProbe = store.change<{ id: string } & ProbeRow>(
    `INSERT INTO endpoint_probe(endpoint, n, at, ms)
     VALUES (:id, coalesce((SELECT max(n) FROM endpoint_probe WHERE endpoint = :id), 0) + 1, :at, :ms)`,
  )
  const trimProbes = store.change<{ id: string; kept: number }>(
    `DELETE FROM endpoint_probe WHERE endpoint = :id AND n <= (
       SELECT max(n) FROM endpoint_probe WHERE endpoint = :id) - :kept`,
  )

  return {
    all: () => all.all({}),
    byName: (name: string) => byName.get({ name }),
    byId: (id: string) => byId.get({ id }),
    add: (write: Write, row: EndpointRow) => void insert.run(write, row),
    setSpec: (write: Write, id: string, revision: number, spec: EndpointSpec) =>
      void setSpec.run(write, { id, revision, ...spec }),
    setState(write: Write, id: string, state: string, reason: EndpointReason | null, since: number): void {
      const { code, detail } = reason ?? { code: null, detail: null }
      setState.run(write, { id, state, reason_code: code, reason_detail: detail, state_since: since })
    },
    remove(write: Write, id: string): void {
      removeProbes.run(write, { id })
      remove.run(write, { id })
    },
    forgetProbes: (write: Write, id: string) => void removeProbes.run(write, { id }),
    probes: (id: string) => probes.all({ id }),
    addProbe(write: Write, id: string, probe: ProbeRow): void {
      addProbe.run(write, { id, ...probe })
      trimProbes.run(write, { id, kept: KEPT_PROBES })
    },
  }
}
export type EndpointTable = ReturnType<typeof createEndpointTable>

const shownState = endpointStateSchema.catch('unknown')
const shownReason = endpointReasonSchema.nullable().catch(null)

/** What a row says of itself; a state this version does not know reads as not asked. */
export const stateOf = (row: EndpointRow) => shownState.parse(row.state)

export function reasonOf({ reason_code: code, reason_detail: detail }: EndpointRow): EndpointReason | null {
  return code === null ? null : shownReason.parse({ code, detail })
}

export function specOf(row: EndpointRow): EndpointSpec {
  const { url, secret, model, interval_s, timeout_ms, slow_ms } = row
  return { url, secret, model, interval_s, timeout_ms, slow_ms }
}

export function toProbe({ at, ms }: ProbeRow): EndpointProbe {
  return { at: isoTime(at), ms }
}
