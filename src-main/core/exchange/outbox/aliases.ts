import {
  type Alias,
  type AliasSpec,
  aliasSpecSchema,
  BUILT_IN_ALIASES,
  InterlockError,
  MAX_ALIASES,
  secretMove,
} from '#schemas'
import { canonicalJson, type Clock, isoTime } from '#schemas/format'
import type { SecretStore } from '#core/control'
import type { Bodies, Ledger, Store, Write } from '#core/record'

/** Where news can be sent, by name. The operator alone makes them: they are all that work can reach through a delivery. */
export interface Aliases {
  list(): Alias[]
  /** Those that the operator made. */
  names(): string[]
  /** Where a name leads, the same value until that changes; undefined where it leads nowhere. */
  spec(name: string): AliasSpec | undefined
  /** @throws InterlockError alias_not_found */
  known(name: string): AliasSpec
  /** Why it cannot be kept as it is; undefined where it can. */
  refusal(spec: AliasSpec): InterlockError | undefined
  /** Why nothing can be sent through it now. */
  problem(spec: AliasSpec): Alias['problem']
  /**
   * Its secret goes to another host, scheme or port only where `secret_again` names it.
   * @throws InterlockError alias_changed, alias_built_in, too_many_aliases, secret_not_regranted
   */
  set(input: AliasChange, actor: string): Promise<Alias>
  /**
   * `discard` is called in the same write for what waits for it.
   * @throws InterlockError alias_not_found, alias_built_in, alias_in_use
   */
  remove(
    input: { name: string; force: boolean },
    actor: string,
    discard: (write: Write) => number,
  ): Promise<{ removed: string; discarded: number }>
}

export interface AliasChange {
  readonly name: string
  readonly spec: AliasSpec
  readonly revision?: number
  readonly secret_again?: string
}

interface AliasRow {
  name: string
  channel: string
  revision: number
  spec: string
  changed_at: number
}

const MANNERS = { note: '', zone: 'UTC', paused: false } as const
const BUILT_IN: ReadonlyMap<string, AliasSpec> = new Map(
  BUILT_IN_ALIASES.map((channel): [string, AliasSpec] => [channel, { channel, ...MANNERS }]),
)

export function createAliases({
  store,
  ledger,
  bodies,
  clock,
  secrets,
}: {
  store: Store
  ledger: Ledger
  bodies: Bodies
  clock: Clock
  secrets: Pick<SecretStore, 'unknown' | 'isOpen' | 'redaction'>
}): Aliases {
  const all = store.query<object, AliasRow>('SELECT * FROM alias ORDER BY name')
  const byName = store.query<{ name: string }, AliasRow>('SELECT * FROM alias WHERE name = :name')
  const put = store.change<AliasRow>(`INSERT INTO alias(name, channel, revision, spec, changed_at)
    VALUES (:name, :channel, :revision, :spec, :changed_at)
    ON CONFLICT(name) DO UPDATE SET channel = :channel, revision = :revision, spec = :spec, changed_at = :changed_at`)
  const drop = store.change<{ name: string }>('DELETE FROM alias WHERE name = :name')
  const counts = store.query<object, { alias: string; state: string; n: number }>(
    "SELECT alias, state, count(*) AS n FROM delivery WHERE state IN ('waiting', 'dead') GROUP BY alias, state",
  )
  const lastSent = store.query<{ alias: string }, { ended_at: number }>(
    "SELECT ended_at FROM delivery INDEXED BY delivery_alias WHERE alias = :alias AND state = 'sent' ORDER BY seq DESC LIMIT 1",
  )

  /** What each alias was read as; the outbox asks for all of them whenever something was sent. */
  const read = new Map<string, { text: string; spec: AliasSpec | undefined }>()

  function specOf({ name, spec: text }: AliasRow): AliasSpec | undefined {
    const known = read.get(name)
    if (known?.text === text) return known.spec
    const fresh = readSpec(text)
    read.set(name, { text, spec: fresh })
    return fresh
  }

  function spec(name: string): AliasSpec | undefined {
    const row = byName.get({ name })
    return row === undefined ? BUILT_IN.get(name) : specOf(row)
  }

  function problem(of: AliasSpec): Alias['problem'] {
    if (!('secret' in of)) return null
    if (secrets.unknown([of.secret]).length > 0) return 'secret_missing'
    return secrets.isOpen() ? null : 'secrets_locked'
  }

  const names = () => all.all({}).map(({ name }) => name)

  function refuseBuiltIn(name: string): void {
    if (BUILT_IN.has(name)) throw new InterlockError('alias_built_in', { name })
  }

  /** An alias is stored and shown as it is. */
  function refusal({ note, ...of }: AliasSpec): InterlockError | undefined {
    const texts = { note, ...('url' in of && { url: of.url }), ...('base_url' in of && { base_url: of.base_url }) }
    const fields = Object.entries(texts).filter(([, text]) => secrets.redaction().finds(text))
    if (fields.length === 0) return undefined
    return new InterlockError('invalid_input', {
      what: 'alias',
      problems: fields.map(([field]) => ({
        field: `spec.${field}`,
        problem: `${field} holds what looks like a secret, and an alias is shown as it is.`,
      })),
    })
  }

  function missing(name: string): InterlockError {
    return new InterlockError('alias_not_found', { name, known: [...BUILT_IN.keys(), ...names()] })
  }

  function list(): Alias[] {
    const counted = new Map(counts.all({}).map(({ alias, state, n }) => [`${state} ${alias}`, n]))
    const view = (name: string, of: AliasSpec, row?: AliasRow): Alias => {
      const sent = lastSent.get({ alias: name })
      return {
        name,
        built_in: row === undefined,
        revision: row?.revision ?? 0,
        spec: of,
        changed_at: row === undefined ? null : isoTime(row.changed_at),
        waiting: counted.get(`waiting ${name}`) ?? 0,
        dead: counted.get(`dead ${name}`) ?? 0,
        last_sent_at: sent === undefined ? null : isoTime(sent.ended_at),
        problem: problem(of),
      }
    }
    return [
      ...[...BUILT_IN].map(([name, of]) => view(name, of)),
      ...all.all({}).flatMap((row) => {
        const of = specOf(row)
        return of === undefined ? [] : [view(row.name, of, row)]
      }),
    ]
  }

  function shown(name: string): Alias {
    const alias = list().find((each) => each.name === name)
    if (alias === undefined) throw missing(name)
    return alias
  }

  return {
    list,
    names,
    spec,
    known(name) {
      const found = spec(name)
      if (found === undefined) throw missing(name)
      return found
    },
    refusal,
    problem,
    async set({ name, spec: wanted, revision, secret_again }, actor) {
      refuseBuiltIn(name)
      const refused = refusal(wanted)
      if (refused !== undefined) throw refused
      await store.write((write) => {
        const row = byName.get({ name })
        const known = row?.revision ?? 0
        if (revision !== undefined && revision !== known)
          throw new InterlockError('alias_changed', { name, expected: known, given: revision })
        if (row === undefined && all.all({}).length >= MAX_ALIASES)
          throw new InterlockError('too_many_aliases', { limit: MAX_ALIASES })
        const moves = secretMove((row && specOf(row)) ?? {}, wanted)
        if (moves !== undefined && secret_again !== moves.secret)
          throw new InterlockError('secret_not_regranted', { what: `The alias ${name}`, ...moves })
        const text = canonicalJson(wanted)
        // The same again is nothing new, for scripts that say what there is to be.
        if (row?.spec === text) return
        const at = clock.now()
        const next = known + 1
        ledger.append(
          write,
          'alias.set',
          { alias: name, channel: wanted.channel, revision: next, spec: bodies.canonical(write, text) },
          { actor, at },
        )
        put.run(write, { name, channel: wanted.channel, revision: next, spec: text, changed_at: at })
      })
      return shown(name)
    },
    remove: ({ name, force }, actor, discard) => {
      refuseBuiltIn(name)
      return store.write((write) => {
        if (byName.get({ name }) === undefined) throw missing(name)
        const waiting = counts.all({}).find((each) => each.alias === name && each.state === 'waiting')?.n ?? 0
        if (waiting > 0 && !force) throw new InterlockError('alias_in_use', { name, waiting })
        const discarded = discard(write)
        ledger.append(write, 'alias.removed', { alias: name }, { actor })
        drop.run(write, { name })
        read.delete(name)
        return { removed: name, discarded }
      })
    },
  }
}

/** Undefined where somebody wrote to it: such an alias leads nowhere, and keeps no other from being used. */
function readSpec(text: string): AliasSpec | undefined {
  try {
    return aliasSpecSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Lets a job in whose end somebody is to be told of, or refuses it. @throws InterlockError alias_not_found */
export function admitDeliver(aliases: Pick<Aliases, 'known'>) {
  return ({ deliver }: { deliver?: { to: string } | undefined }): void => {
    if (deliver !== undefined) aliases.known(deliver.to)
  }
}
