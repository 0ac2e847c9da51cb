import { join } from 'node:path'
import { InterlockError, isInterlockError, MAX_SECRETS, type Secrets, SECRETS_CAP } from '#schemas'
import { type Clock, type Ids, isoTime } from '#schemas/format'
import { createRedaction, type Redaction } from '#confine'
import type { Home, Ledger, Store } from '#core/record'
import type { KeyKeeper } from './key-keeper.ts'
import { passphraseKeeper } from './passphrase.ts'
import { prepareStored, readStored, type Stored } from './store-file.ts'
import { createdBy, kindsOf, type Opened, opened, sealed } from './vault.ts'

/** Values that jobs may be granted by name. They leave it to a worker that does such a job, and to nobody else. */
export interface SecretStore {
  list(): Promise<Secrets>
  /** @throws InterlockError secrets_locked, secrets_keeper_failed, secrets_damaged, storage_failed */
  set(name: string, value: string, actor: string): Promise<Secrets>
  /** @throws InterlockError secret_not_found, and as `set` */
  remove(name: string, actor: string): Promise<Secrets>
  /**
   * Opens it by what keeps its key here, or with a passphrase; makes a store for the passphrase where there is none.
   * @throws InterlockError secrets_passphrase_wrong, secrets_no_passphrase, and as `set`
   */
  unlock(passphrase: string | undefined): Promise<Secrets>
  /**
   * Lets the open store open in one more way: by the keyrings there are here, or with a passphrase, in place of one before.
   * @throws InterlockError secrets_locked, secrets_keeper_failed
   */
  openAlso(passphrase: string | undefined, actor: string): Promise<Secrets>
  lock(): Secrets
  isOpen(): boolean
  /** Settles when it is open or known to stay locked; undefined where nothing has to be waited for. */
  settling(): Promise<void> | undefined
  /** Of these names, those no secret has. Answers while it is locked too. */
  unknown(names: readonly string[]): string[]
  /** What a worker offers as far as it takes the store for it: jobs with grants wait while it is locked. */
  offers(ofWorker: ReadonlySet<string>): ReadonlySet<string>
  /** Values by name, as far as they are there and it is open. */
  granted(names: readonly string[]): Record<string, string>
  /** Everything it holds, by name, while it is open. */
  values(): ReadonlyMap<string, string>
  /** Hides every value it holds, while it is open, and shapes of tokens always. */
  redaction(): Redaction
}

export interface SecretStoreDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly clock: Clock
  readonly ids: Ids
  readonly home: Home
  /** What opens it without being asked, the first before the others. */
  readonly keepers: () => readonly KeyKeeper[]
  /** It was opened or locked, or a secret was set or removed. */
  readonly onChange: () => void
}

const NO_KEYS = { keys: [] }
const NO_VALUES: ReadonlyMap<string, string> = new Map()

export function createSecretStore({
  store,
  ledger,
  clock,
  ids,
  home,
  keepers,
  onChange,
}: SecretStoreDeps): SecretStore {
  const file = join(home.root, 'secrets', 'secrets.json')
  let stored: Stored | undefined
  let open: Opened | undefined
  /** Why it is not open; undefined before it was tried. */
  let problem: InterlockError | undefined
  let redaction = createRedaction([])
  let opening: Promise<void> | undefined
  /** How often it was locked: what was begun before does not open it again. */
  let locks = 0
  let lastAct: Promise<unknown> = Promise.resolve()

  try {
    stored = readStored(file)
  } catch (error) {
    // The core starts all the same; whoever needs a secret is told.
    problem = asProblem(error)
  }

  function become(next: Opened | undefined): void {
    if (open !== undefined && open.key !== next?.key) open.key.fill(0)
    open = next
    redaction = createRedaction(next?.values.values() ?? [])
    onChange()
  }

  /** Acts on it one after the other. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = lastAct.then(act, act)
    lastAct = done.catch(() => undefined)
    return done
  }

  async function openBy(them: readonly KeyKeeper[]): Promise<void> {
    if (stored === undefined) return
    const before = locks
    const found = await opened(file, stored, them)
    if (found === undefined) throw needsUnlocking(stored)
    if (locks !== before) return void found.key.fill(0)
    problem = undefined
    become(found)
  }

  function settling(): Promise<void> | undefined {
    if (open !== undefined || problem !== undefined || stored === undefined) return undefined
    opening ??= openBy(keepers())
      // Not waited for: whoever is in turn may wait for the store to open.
      .then(() => void inTurn(keepHereToo))
      .catch((error: unknown) => {
        problem = asProblem(error)
        onChange()
      })
      .finally(() => (opening = undefined))
    return opening
  }

  function view(): Secrets {
    const kinds =
      stored === undefined
        ? keepers()
            .slice(0, 1)
            .map(({ kind }) => kind)
        : kindsOf(stored)
    const why = open === undefined ? (problem ?? (kinds.length === 0 ? noKeeper() : undefined)) : undefined
    return {
      state: why === undefined ? 'open' : 'locked',
      exists: stored !== undefined,
      keepers: kinds,
      file,
      problem: why === undefined ? null : { code: why.code, message: why.message, remedy: why.remedy },
      secrets: (stored?.secrets ?? []).map(({ name, set_at }) => ({ name, set_at: isoTime(set_at) })),
    }
  }

  /** The store, open and there; made where the first secret needs it. */
  async function ready(): Promise<{ stored: Stored; open: Opened }> {
    await settling()
    if (problem !== undefined) throw problem
    if (stored === undefined || open === undefined) {
      if (keepers().length === 0) throw noKeeper()
      await make(keepers())
      await keepHereToo()
      return ready()
    }
    return { stored, open }
  }

  async function make(them: readonly KeyKeeper[]): Promise<void> {
    const fresh = await createdBy(ids.next('sec'), them)
    ;(await prepareStored(file, fresh.stored)).put()
    stored = fresh.stored
    problem = undefined
    become(fresh.opened)
  }

  /** Writes the values as they are to be, and that they are, or neither. */
  async function write(
    now: { stored: Stored; open: Opened },
    values: ReadonlyMap<string, string>,
    changed: { secret?: string; keys?: Stored['keys'] },
    record: (write: Parameters<Parameters<Store['write']>[0]>[0], at: number) => void,
  ): Promise<Secrets> {
    // Locked in this very moment, and the key gone with it.
    if (open !== now.open) throw problem ?? needsUnlocking(now.stored)
    const at = clock.now()
    const times = new Map(now.stored.secrets.map(({ name, set_at }) => [name, set_at]))
    if (changed.secret !== undefined) times.set(changed.secret, at)
    const next = { key: now.open.key, values }
    const content = sealed(next, { ...now.stored, keys: changed.keys ?? now.stored.keys }, times)
    const prepared = await prepareStored(file, content)
    try {
      await store.write((write) => {
        record(write, at)
        // A value that is in use without a row that says so would be worse than a row whose value is missing.
        write.beforeSync(() => {
          prepared.put()
          stored = content
          // Locked meanwhile, it stays so: the key is gone.
          if (open === now.open) become(next)
        })
      })
    } finally {
      prepared.drop()
    }
    return view()
  }

  /** Adds what a keeper keeps of the key, in place of what it kept before. */
  async function addKeeper(keeper: KeyKeeper, actor: string): Promise<void> {
    const now = await ready()
    const kept = await keeper.keep(now.open.key, now.stored.id)
    const others = now.stored.keys.filter((each) => each.keeper !== keeper.kind)
    const replaced = others.length < now.stored.keys.length
    const keys = [...others, { keeper: keeper.kind, kept }]
    await write(now, now.open.values, { keys }, (within, at) =>
      ledger.append(within, 'secret.keeper_added', { keeper: keeper.kind, replaced }, { actor, at }),
    )
  }

  /**
   * Has the keyrings there are here keep the key too, where it lies in one already: so desktop and service open the same store. A
   * store with nothing but a passphrase is left so, since that may be what was meant.
   */
  async function keepHereToo(): Promise<void> {
    if (stored === undefined || open === undefined || kindsOf(stored).every((kind) => kind === 'passphrase')) return
    const lacking = keepers().filter(({ kind }) => kind !== 'passphrase' && !kindsOf(stored ?? NO_KEYS).includes(kind))
    for (const keeper of lacking) {
      try {
        await addKeeper(keeper, 'core')
      } catch {
        // It opens as it did before; who asks for this keyring by name hears why it cannot.
      }
    }
  }

  async function unlockBy(passphrase: string): Promise<void> {
    const keeper = passphraseKeeper(passphrase)
    if (stored === undefined) return make([keeper])
    const kinds = kindsOf(stored)
    if (!kinds.includes('passphrase')) throw new InterlockError('secrets_no_passphrase', { keepers: kinds })
    await openBy([keeper])
  }

  return {
    async list() {
      await settling()
      return view()
    },
    set: (name, value, actor) =>
      inTurn(async () => {
        const now = await ready()
        const replaced = now.open.values.has(name)
        if (!replaced && now.open.values.size >= MAX_SECRETS) throw tooMany()
        const keepersNow = kindsOf(now.stored)
        return write(now, new Map(now.open.values).set(name, value), { secret: name }, (within, at) =>
          ledger.append(within, 'secret.set', { name, replaced, keepers: keepersNow }, { actor, at }),
        )
      }),
    remove: (name, actor) =>
      inTurn(async () => {
        if (stored?.secrets.every((each) => each.name !== name) ?? true)
          throw new InterlockError('secret_not_found', { names: [name] })
        const now = await ready()
        const left = new Map(now.open.values)
        left.delete(name)
        return write(now, left, { secret: name }, (within, at) =>
          ledger.append(within, 'secret.removed', { name }, { actor, at }),
        )
      }),
    unlock: (passphrase) =>
      inTurn(async () => {
        await settling()
        if (stored === undefined) {
          // What could not be read before may have been put in order since.
          stored = readStored(file)
          problem = undefined
        }
        if (passphrase !== undefined) await unlockBy(passphrase)
        else if (stored === undefined && keepers().length === 0) throw noKeeper()
        else if (open === undefined) await openBy(keepers())
        await keepHereToo()
        return view()
      }),
    openAlso: (passphrase, actor) =>
      inTurn(async () => {
        await ready()
        if (passphrase !== undefined) await addKeeper(passphraseKeeper(passphrase), actor)
        else {
          const rings = keepers().filter(({ kind }) => kind !== 'passphrase')
          if (rings.length === 0) throw noKeeper()
          for (const ring of rings) await addKeeper(ring, actor)
        }
        return view()
      }),
    lock() {
      if (stored !== undefined) {
        locks += 1
        problem = new InterlockError('secrets_locked', { reason: 'the operator locked them', remedy: UNLOCK })
        become(undefined)
      }
      return view()
    },
    isOpen: () => open !== undefined,
    settling,
    unknown: (names) => names.filter((name) => stored?.secrets.every((each) => each.name !== name) ?? true),
    offers: (ofWorker) => (open === undefined ? ofWorker : new Set([...ofWorker, SECRETS_CAP])),
    granted(names) {
      const values = open?.values ?? NO_VALUES
      return Object.fromEntries(
        names.flatMap((name) => {
          const value = values.get(name)
          return value === undefined ? [] : [[name, value]]
        }),
      )
    },
    values: () => open?.values ?? NO_VALUES,
    redaction: () => redaction,
  }
}

const UNLOCK = 'Run `interlock secrets unlock`, or unlock them under Settings › Secrets.'

function asProblem(error: unknown): InterlockError {
  if (isInterlockError(error)) return error
  return new InterlockError('secrets_locked', { reason: String(error), remedy: UNLOCK })
}

function needsUnlocking(stored: Stored): InterlockError {
  const kinds = kindsOf(stored)
  const reason = kinds.includes('passphrase')
    ? 'they open with a passphrase'
    : `they were made with a keyring (${kinds.join(', ')}) that is not to be had here`
  return new InterlockError('secrets_locked', {
    reason,
    remedy: kinds.includes('passphrase')
      ? `${UNLOCK} A service finds the passphrase in the file that INTERLOCK_SECRETS_PASSPHRASE_FILE names.`
      : 'Start Interlock in the session whose keyring has the key.',
  })
}

function noKeeper(): InterlockError {
  return new InterlockError('secrets_locked', {
    reason: 'no keyring was found, and no passphrase was chosen',
    remedy:
      'Run `interlock secrets unlock` to choose a passphrase, or name a file with one in INTERLOCK_SECRETS_PASSPHRASE_FILE. A keyring is used where the program secret-tool (package libsecret-tools) and a session bus are there.',
  })
}

function tooMany(): InterlockError {
  return new InterlockError('invalid_input', {
    what: 'secret',
    problems: [{ field: 'name', problem: `There are ${MAX_SECRETS} secrets, which is the limit.` }],
  })
}
