import { createHash, randomBytes } from 'node:crypto'
import {
  type ApiKey,
  InterlockError,
  type KeyInput,
  type KeySpec,
  keySpecSchema,
  type KeyState,
  MAX_API_KEYS,
  type Right,
} from '#schemas'
import { canonicalJson, type Clock, type Ids, isoTime } from '#schemas/format'
import type { Bodies, Ledger, Store } from '#core/record'

/** Keys by which programs ask for things, each with its rights. None of them decides anything. */
export interface ApiKeys {
  list(): ApiKey[]
  /**
   * `secret` is the key itself, which is kept as a hash and never comes back.
   * @throws InterlockError key_name_taken, too_many_of_kind, agent_not_found, workspace_not_found
   */
  add(input: KeyInput, actor: string): Promise<{ key: ApiKey; secret: string }>
  /** At once and for good. @throws InterlockError key_not_found */
  revoke(name: string, actor: string): Promise<ApiKey>
  /** Whose key this is; undefined where it is none. */
  find(secret: string): FoundKey | undefined
}

/** A program as its key makes it known. */
export interface KeyHolder {
  /** How the ledger names it. */
  readonly actor: string
  readonly spec: KeySpec
  /** Why it is good no more; undefined while it is. Asked at each use. */
  ended(): InterlockError | undefined
  /** Notes that it asked for something it has no right to. */
  refused(right: Right): void
}

export interface FoundKey extends KeyHolder {
  readonly id: string
  /** Notes that it was used. */
  used(): void
}

interface KeyRow {
  seq: number
  id: string
  name: string
  hash: string
  spec: string
  made_at: number
  made_by: string
  expires_at: number | null
  revoked_at: number | null
}

/** By this a key is known for one wherever it turns up, and hidden there. */
const PREFIX = 'ilk_'
/** A use is written down this often at most, milliseconds. */
const USE_NOTED_EVERY = 60_000

export interface ApiKeysDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  /** Refuses a spec that names what is not there. @throws InterlockError agent_not_found, workspace_not_found */
  readonly admit: (spec: KeySpec) => void
  /** A key was made or revoked. */
  readonly onChange: () => void
  readonly onTrouble: (what: string, error: unknown) => void
}

export function createApiKeys(deps: ApiKeysDeps): ApiKeys {
  const { store, ledger, bodies, clock, ids } = deps
  const all = store.query<object, KeyRow & { used_at: number | null }>(
    'SELECT api_key.*, api_key_use.at AS used_at FROM api_key LEFT JOIN api_key_use ON key = id ORDER BY seq DESC',
  )
  const byName = store.query<{ name: string }, KeyRow>('SELECT * FROM api_key WHERE name = :name')
  const byHash = store.query<{ hash: string }, KeyRow>('SELECT * FROM api_key WHERE hash = :hash')
  const byId = store.query<{ id: string }, KeyRow>('SELECT * FROM api_key WHERE id = :id')
  const insert = store.change<KeyRow>(`
    INSERT INTO api_key(seq, id, name, hash, spec, made_at, made_by, expires_at, revoked_at)
    VALUES (:seq, :id, :name, :hash, :spec, :made_at, :made_by, :expires_at, :revoked_at)`)
  const setRevoked = store.change<{ id: string; at: number }>('UPDATE api_key SET revoked_at = :at WHERE id = :id')
  const setUsed = store.change<{ id: string; at: number }>(
    'INSERT INTO api_key_use(key, at) VALUES (:id, :at) ON CONFLICT(key) DO UPDATE SET at = :at',
  )
  const lastUse = new Map<string, number>()
  const refusals = new Map<string, { count: number; at: number; right: Right }>()

  function stateOf({ revoked_at, expires_at }: KeyRow): KeyState {
    if (revoked_at !== null) return 'revoked'
    return expires_at !== null && expires_at <= clock.now() ? 'expired' : 'active'
  }

  function view(row: KeyRow & { used_at: number | null }): ApiKey {
    const { rights, agent = null, workspaces = null, types = null, pools = null } = specOf(row)
    const refused = refusals.get(row.id)
    const used = lastUse.get(row.id) ?? row.used_at
    return {
      id: row.id,
      name: row.name,
      state: stateOf(row),
      rights,
      agent,
      workspaces,
      types,
      pools,
      made_at: isoTime(row.made_at),
      made_by: row.made_by,
      expires_at: timeOrNull(row.expires_at),
      revoked_at: timeOrNull(row.revoked_at),
      last_used_at: timeOrNull(used),
      refused: refused === undefined ? null : { ...refused, at: isoTime(refused.at) },
    }
  }

  function shown(name: string): ApiKey {
    const row = all.all({}).find((each) => each.name === name)
    if (row === undefined)
      throw new InterlockError('key_not_found', { name, known: all.all({}).map((each) => each.name) })
    return view(row)
  }

  function noteUse(id: string): void {
    const at = clock.now()
    if (at - (lastUse.get(id) ?? 0) < USE_NOTED_EVERY) return
    lastUse.set(id, at)
    store
      .write((write) => setUsed.run(write, { id, at }), { durable: false })
      .catch((error: unknown) => deps.onTrouble('The last use of an API key', error))
  }

  function noteRefusal(id: string, right: Right): void {
    // Told to nobody: whoever looks sees it, and a flood of refused calls is no flood of news.
    refusals.set(id, { count: (refusals.get(id)?.count ?? 0) + 1, at: clock.now(), right })
  }

  function endedOf(id: string, name: string): InterlockError | undefined {
    const row = byId.get({ id })
    const why = row === undefined ? 'revoked' : stateOf(row)
    return why === 'active' ? undefined : new InterlockError('key_ended', { name, why })
  }

  return {
    list: () => all.all({}).map(view),
    async add({ name, spec, expires_at }, actor) {
      deps.admit(spec)
      const secret = `${PREFIX}${randomBytes(32).toString('base64url')}`
      const hash = hashOf(secret)
      const text = canonicalJson(spec)
      await store.write((write) => {
        if (byName.get({ name }) !== undefined) throw new InterlockError('key_name_taken', { name })
        if (all.all({}).length >= MAX_API_KEYS)
          throw new InterlockError('too_many_of_kind', { what: 'API keys, ended ones among them', limit: MAX_API_KEYS })
        const at = clock.now()
        const id = ids.next('key')
        const until = expires_at === undefined ? null : Date.parse(expires_at)
        const body = bodies.canonical(write, text)
        const made = { key: id, name, hash, spec: body, expires_at: until }
        const seq = ledger.append(write, 'key.made', made, { actor, at })
        const ends = { expires_at: until, revoked_at: null }
        insert.run(write, { seq, id, name, hash, spec: text, made_at: at, made_by: actor, ...ends })
      })
      deps.onChange()
      return { key: shown(name), secret }
    },
    async revoke(name, actor) {
      const { id, revoked_at } = byName.get({ name }) ?? shown(name)
      if (revoked_at === null)
        await store.write((write) => {
          if (byId.get({ id })?.revoked_at !== null) return
          const at = clock.now()
          ledger.append(write, 'key.revoked', { key: id, name }, { actor, at })
          setRevoked.run(write, { id, at })
        })
      deps.onChange()
      return shown(name)
    },
    find(secret) {
      if (!secret.startsWith(PREFIX)) return undefined
      const row = byHash.get({ hash: hashOf(secret) })
      if (row === undefined) return undefined
      const { id, name } = row
      return {
        id,
        actor: `api:${name}`,
        spec: specOf(row),
        ended: () => endedOf(id, name),
        used: () => noteUse(id),
        refused: (right) => noteRefusal(id, right),
      }
    },
  }
}

/** 256 random bits need no slow hash, and who compares hashes in an index learns nothing about a key by the time it takes. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** A row that somebody wrote to is a failure of its reader, never a key with other rights. */
function specOf({ spec }: KeyRow): KeySpec {
  return keySpecSchema.parse(JSON.parse(spec))
}

function timeOrNull(at: number | null): string | null {
  return at === null ? null : isoTime(at)
}
