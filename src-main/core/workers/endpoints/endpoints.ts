import {
  type Endpoint,
  type EndpointDetail,
  type EndpointEdit,
  type EndpointSpec,
  type EndpointState,
  InterlockError,
  MAX_ENDPOINTS,
  secretMove,
} from '#schemas'
import { canonicalJson, type Clock, type Ids } from '#schemas/format'
import type { KillSwitchControl, SecretStore } from '#core/control'
import type { Bodies, Ledger, Store } from '#core/record'
import type { Follow } from '#core/work'
import { endpointBase } from './address.ts'
import { askModels } from './ask-models.ts'
import { createEndpointTable, type EndpointRow, reasonOf, specOf, stateOf } from './endpoint-table.ts'
import type { Judgement } from './judge.ts'
import { createWatch, type KeyOf, type Watch } from './watch.ts'

/** The OpenAI-compatible model servers the operator named, each asked for its models from time to time. */
export interface Endpoints {
  list(): Endpoint[]
  /** @throws InterlockError endpoint_not_found */
  get(name: string): EndpointDetail
  /** @throws InterlockError endpoint_exists, endpoint_url_invalid, secret_not_found, invalid_input */
  add(endpoint: EndpointSpec & { name: string }, actor: string): Promise<Endpoint>
  /**
   * Its key goes to another host, scheme or port only where the change names it again.
   * @throws InterlockError endpoint_not_found, endpoint_changed, endpoint_url_invalid, secret_not_found, secret_not_regranted
   */
  edit(change: EndpointEdit, actor: string): Promise<Endpoint>
  /** @throws InterlockError endpoint_not_found */
  remove(name: string, actor: string): Promise<{ removed: string }>
  /**
   * Asks it now, whatever the kill switch says: it is the operator who asks. With `unasked`, only where it was not asked since it
   * was added or changed, as happens by itself while it is watched.
   * @throws InterlockError endpoint_not_found
   */
  probe(name: string, options?: { readonly unasked?: boolean }): Promise<EndpointDetail>
  /** How it is, as far as it was asked lately; undefined where there is none of that name. */
  state(name: string): EndpointState | undefined
  /** Begins to ask by itself. */
  begin(): void
  /** The kill switch was engaged or released: nothing leaves this machine by itself while it is engaged. */
  onKillSwitch(): void
  /** The secrets were opened or changed: what waited for a key is asked again. */
  onSecrets(): void
  close(): void
}

export interface EndpointsDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly secrets: Pick<SecretStore, 'settling' | 'isOpen' | 'granted' | 'unknown' | 'redaction'>
  readonly killSwitch: Pick<KillSwitchControl, 'blocksLately'>
  readonly follow: Pick<Follow, 'touch'>
  readonly onTrouble: (what: string, error: unknown) => void
}

export function createEndpoints(deps: EndpointsDeps): Endpoints {
  const { store, ledger, bodies, clock, ids, secrets, killSwitch, follow } = deps
  const onChange = () => follow.touch('endpoints')
  const table = createEndpointTable(store)
  const watches = new Map<string, Watch>()
  let begun = false

  const keyOf: KeyOf = async (secret) => {
    await secrets.settling()
    if (secrets.unknown([secret]).length > 0) return { missing: 'secret_unknown' }
    const key = secrets.granted([secret])[secret]
    return key === undefined ? { missing: 'secrets_locked' } : { key }
  }

  function watchOf(id: string): Watch {
    const known = watches.get(id)
    if (known !== undefined) return known
    const watch = createWatch(id, table.probes(id), {
      clock,
      ask: askModels,
      keyOf,
      clean: (text) => secrets.redaction().text(text),
      paused: killSwitch.blocksLately,
      row: table.byId,
      keep,
      onChange,
      onTrouble: deps.onTrouble,
    })
    watches.set(id, watch)
    return watch
  }

  async function keep(seen: EndpointRow, { state, reason, ms }: Judgement, at: number): Promise<void> {
    await store.write(
      (write) => {
        const row = table.byId(seen.id)
        // What was asked is another endpoint by now, or none.
        if (row === undefined || row.revision !== seen.revision) return
        table.addProbe(write, row.id, { at, ms })
        const from = stateOf(row)
        if (from === state && reasonOf(row)?.code === reason?.code) return
        const change = { endpoint: row.id, name: row.name, from, to: state, reason }
        ledger.append(write, 'endpoint.state_changed', change, { actor: 'core', at })
        table.setState(write, row.id, state, reason, from === state ? row.state_since : at)
      },
      { durable: false },
    )
  }

  function find(name: string): EndpointRow {
    const row = table.byName(name)
    if (row === undefined)
      throw new InterlockError('endpoint_not_found', { name, known: table.all().map((each) => each.name) })
    return row
  }

  /** What may be kept of what was given: nothing that is or looks like a key. */
  async function admitted(spec: EndpointSpec): Promise<EndpointSpec> {
    await secrets.settling()
    const url = endpointBase(spec.url)
    if (secrets.redaction().finds(url))
      throw new InterlockError('endpoint_url_invalid', { reason: 'what stands in it is, or looks like, a secret' })
    const unknown = spec.secret === null ? [] : secrets.unknown([spec.secret])
    if (unknown.length > 0) throw new InterlockError('secret_not_found', { names: unknown })
    return { ...spec, url }
  }

  const view = (row: EndpointRow) => watchOf(row.id).view(row)
  const detail = (row: EndpointRow) => watchOf(row.id).detail(row)

  return {
    list: () => table.all().map(view),
    get: (name) => detail(find(name)),
    async add({ name, ...given }, actor) {
      const spec = await admitted(given)
      const row = await store.write((write) => {
        const existing = table.byName(name)
        if (existing !== undefined) throw new InterlockError('endpoint_exists', { name, url: existing.url })
        if (table.all().length >= MAX_ENDPOINTS) throw tooMany()
        const at = clock.now()
        const id = ids.next('end')
        const body = bodies.canonical(write, canonicalJson(spec))
        ledger.append(write, 'endpoint.added', { endpoint: id, name, spec: body }, { actor, at })
        const fresh = { state: 'unknown', reason_code: null, reason_detail: null, state_since: at }
        const added: EndpointRow = { id, name, ...spec, revision: 1, added_at: at, ...fresh }
        table.add(write, added)
        return added
      })
      if (begun) watchOf(row.id).begin()
      onChange()
      return view(row)
    },
    async edit({ name, revision: seen, ...change }, actor) {
      const before = find(name)
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      const spec = await admitted({ ...specOf(before), ...given })
      const { row, moved } = await store.write((write) => {
        const now = find(name)
        const { revision } = now
        if (revision !== (seen ?? before.revision))
          throw new InterlockError('endpoint_changed', { name, revision, seen: seen ?? before.revision })
        const moves = secretMove(now, spec)
        if (moves !== undefined && change.secret !== moves.secret)
          throw new InterlockError('secret_not_regranted', { what: `The endpoint ${name}`, ...moves })
        const text = canonicalJson(spec)
        if (text === canonicalJson(specOf(now))) return { row: now, moved: undefined }
        const body = bodies.canonical(write, text)
        const payload = { endpoint: now.id, name, revision: revision + 1, spec: body }
        ledger.append(write, 'endpoint.changed', payload, { actor })
        table.setSpec(write, now.id, revision + 1, spec)
        if (now.url !== spec.url) table.forgetProbes(write, now.id)
        return { row: { ...now, ...spec, revision: revision + 1 }, moved: now.url !== spec.url }
      })
      if (moved !== undefined) watchOf(row.id).restart({ forget: moved })
      onChange()
      return view(row)
    },
    async remove(name, actor) {
      const { id } = await store.write((write) => {
        const row = find(name)
        ledger.append(write, 'endpoint.removed', { endpoint: row.id, name }, { actor })
        table.remove(write, row.id)
        return row
      })
      watches.get(id)?.close()
      watches.delete(id)
      onChange()
      return { removed: name }
    },
    async probe(name, { unasked = false } = {}) {
      const watch = watchOf(find(name).id)
      await (unasked ? watch.probeOnce() : watch.probe())
      return detail(find(name))
    },
    state(name) {
      const row = table.byName(name)
      return row && view(row).state
    },
    begin() {
      begun = true
      for (const { id } of table.all()) watchOf(id).begin()
    },
    onKillSwitch() {
      if (!begun) return
      for (const watch of watches.values())
        if (killSwitch.blocksLately()) watch.pause()
        else watch.begin()
      onChange()
    },
    onSecrets() {
      if (!begun || killSwitch.blocksLately() || !secrets.isOpen()) return
      for (const row of table.all()) if (row.secret !== null && stateOf(row) === 'unauthorised') watchOf(row.id).begin()
    },
    close() {
      begun = false
      for (const watch of watches.values()) watch.close()
    },
  }
}

function tooMany(): InterlockError {
  return new InterlockError('invalid_input', {
    what: 'endpoint',
    problems: [{ field: 'name', problem: `There are ${MAX_ENDPOINTS} endpoints, which is the limit.` }],
  })
}
