import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { SECRETS_CAP } from '#schemas'
import { aHome, aKeeper } from './test-bed.ts'

const VALUE = 'correct-horse-battery-staple'
const PASSPHRASE = 'a passphrase of the test'

describe('a store of secrets', () => {
  it('keeps values for the next life and never on disk as they are', async () => {
    const home = aHome()
    const keeper = aKeeper()
    const first = home.open(keeper)
    await first.set('API_TOKEN', 'another-value', 'operator')
    await first.set('API_TOKEN', VALUE, 'cli')
    const view = await first.set('DB_PASSWORD', 'x'.repeat(16_384), 'cli')
    expect(view).toMatchObject({ state: 'open', exists: true, keepers: ['secret_service'], problem: null })
    expect(view.secrets.map(({ name }) => name)).toEqual(['API_TOKEN', 'DB_PASSWORD'])

    const next = home.open(keeper)
    expect(next.isOpen()).toBe(false)
    await next.list()
    expect(next.granted(['API_TOKEN', 'OTHER'])).toEqual({ API_TOKEN: VALUE })
    const text = readFileSync(home.file, 'utf8')
    expect(text).toContain('API_TOKEN')
    expect(text).not.toContain(VALUE)
    expect(text).not.toContain(Buffer.from(VALUE).toString('base64').slice(0, 20))
  })

  it('lies in a file for its owner alone, whole or not at all', async () => {
    const home = aHome()
    const secrets = home.open(aKeeper())
    await secrets.set('API_TOKEN', VALUE, 'cli')
    expect(statSync(home.file).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(home.file)).mode & 0o777).toBe(0o700)
    expect(readdirSync(dirname(home.file))).toEqual(['secrets.json'])
    writeFileSync(join(dirname(home.file), '.left-by-a-crash'), '')
    await secrets.set('OTHER', VALUE, 'cli')
    expect(readdirSync(dirname(home.file))).toEqual(['secrets.json'])
  })

  it('writes names into the ledger and nothing else', async () => {
    const home = aHome()
    const secrets = home.open(aKeeper())
    await secrets.set('API_TOKEN', VALUE, 'cli')
    await secrets.set('API_TOKEN', `${VALUE}2`, 'operator')
    await secrets.remove('API_TOKEN', 'operator')
    expect(home.events().map(({ kind, actor, payload }) => ({ kind, actor, payload }))).toEqual([
      {
        kind: 'secret.set',
        actor: 'cli',
        payload: { name: 'API_TOKEN', replaced: false, keepers: ['secret_service'] },
      },
      {
        kind: 'secret.set',
        actor: 'operator',
        payload: { name: 'API_TOKEN', replaced: true, keepers: ['secret_service'] },
      },
      { kind: 'secret.removed', actor: 'operator', payload: { name: 'API_TOKEN' } },
    ])
    await expect(secrets.remove('API_TOKEN', 'operator')).rejects.toMatchObject({ code: 'secret_not_found' })
  })

  it('does what it is told one after the other', async () => {
    const secrets = aHome().open(aKeeper())
    const names = Array.from({ length: 20 }, (_, at) => `NAME_${at}`)
    await Promise.all(names.map((name) => secrets.set(name, `${VALUE}-${name}`, 'cli')))
    expect(Object.keys(secrets.granted(names))).toEqual(names)
  })
})

describe('locked', () => {
  it('gives nothing, says why, and stays so until it is unlocked', async () => {
    const home = aHome()
    const secrets = home.open(aKeeper())
    await secrets.set('API_TOKEN', VALUE, 'cli')
    expect(secrets.offers(new Set(['repo_tools']))).toEqual(new Set(['repo_tools', SECRETS_CAP]))
    expect(secrets.redaction().finds(VALUE)).toBe(true)
    expect(secrets.lock()).toMatchObject({
      state: 'locked',
      problem: { remedy: expect.stringContaining('interlock secrets unlock') },
    })
    expect(secrets.granted(['API_TOKEN'])).toEqual({})
    expect(secrets.redaction().finds(VALUE)).toBe(false)
    expect(secrets.offers(new Set(['repo_tools']))).toEqual(new Set(['repo_tools']))
    expect(secrets.unknown(['API_TOKEN', 'OTHER'])).toEqual(['OTHER'])
    await expect(secrets.set('OTHER', VALUE, 'cli')).rejects.toMatchObject({ code: 'secrets_locked' })
    expect(await secrets.list()).toMatchObject({ state: 'locked' })
    const before = home.changes()
    expect(await secrets.unlock(undefined)).toMatchObject({ state: 'open' })
    expect(home.changes()).toBeGreaterThan(before)
    expect(secrets.granted(['API_TOKEN'])).toEqual({ API_TOKEN: VALUE })
  })

  it('stays locked whenever that comes while a value is being set, and the file stays whole', async () => {
    const home = aHome()
    const keeper = aKeeper()
    const secrets = home.open(keeper)
    await secrets.set('FIRST', VALUE, 'cli')
    const kept: string[] = ['FIRST']
    for (let turns = 0; turns < 24; turns++) {
      const name = `NAME_${turns}`
      const setting = secrets.set(name, VALUE, 'cli')
      for (let turn = 0; turn < turns; turn++) await (turn < 12 ? Promise.resolve() : nextTurn())
      secrets.lock()
      await setting.then(
        () => kept.push(name),
        (error: unknown) => expect(error).toMatchObject({ code: 'secrets_locked' }),
      )
      expect(secrets.isOpen()).toBe(false)
      expect(await secrets.unlock(undefined)).toMatchObject({ state: 'open' })
    }
    const next = home.open(keeper)
    expect((await next.list()).secrets.map(({ name }) => name).toSorted()).toEqual(kept.toSorted())
  })

  it('stays locked when that comes while it is being opened', async () => {
    const home = aHome()
    const keeper = aKeeper()
    await home.open(keeper).set('API_TOKEN', VALUE, 'cli')
    const next = home.open(keeper)
    const opening = next.settling()
    next.lock()
    await opening
    expect(next.isOpen()).toBe(false)
    expect(await next.list()).toMatchObject({ state: 'locked' })
    expect(await next.unlock(undefined)).toMatchObject({ state: 'open' })
  })

  it('without keyring and passphrase it says how to get one', async () => {
    const secrets = aHome().open()
    expect(await secrets.list()).toMatchObject({ state: 'locked', exists: false, keepers: [] })
    const refused = secrets.set('API_TOKEN', VALUE, 'cli')
    await expect(refused).rejects.toMatchObject({ code: 'secrets_locked' })
    await expect(refused).rejects.toMatchObject({
      remedy: expect.stringContaining('INTERLOCK_SECRETS_PASSPHRASE_FILE'),
    })
    await expect(secrets.unlock(undefined)).rejects.toMatchObject({ code: 'secrets_locked' })
  })

  it('where its keyring is not to be had it says which one it was made with', async () => {
    const home = aHome()
    await home.open(aKeeper()).set('API_TOKEN', VALUE, 'cli')
    const view = await home.open(aKeeper('keychain')).list()
    expect(view).toMatchObject({ state: 'locked', problem: { message: expect.stringContaining('secret_service') } })
    await expect(home.open().unlock(PASSPHRASE)).rejects.toMatchObject({ code: 'secrets_no_passphrase' })
  })
})

describe('a passphrase', () => {
  it('makes the store, opens it in the next life, and a wrong one is named', async () => {
    const home = aHome()
    const first = home.open()
    expect(await first.unlock(PASSPHRASE)).toMatchObject({ state: 'open', exists: true, keepers: ['passphrase'] })
    await first.set('API_TOKEN', VALUE, 'cli')

    const next = home.open(aKeeper())
    await expect(next.set('OTHER', VALUE, 'cli')).rejects.toMatchObject({ code: 'secrets_locked' })
    await expect(next.unlock('another passphrase')).rejects.toMatchObject({ code: 'secrets_passphrase_wrong' })
    expect(await next.list()).toMatchObject({ state: 'locked' })
    expect(await next.unlock(PASSPHRASE)).toMatchObject({ state: 'open' })
    expect(next.granted(['API_TOKEN'])).toEqual({ API_TOKEN: VALUE })
    await expect(next.unlock('another passphrase')).rejects.toMatchObject({ code: 'secrets_passphrase_wrong' })
    expect(next.isOpen()).toBe(true)
  })
})

const storedSchema = z.looseObject({
  secrets: z.array(z.record(z.string(), z.unknown())),
  sealed: z.record(z.string(), z.string()),
})

describe('a file that was tampered with', () => {
  type Stored = z.infer<typeof storedSchema>
  const turned = (base64: string) => {
    const bytes = Buffer.from(base64, 'base64')
    bytes[0] = (bytes[0] ?? 0) ^ 1
    return bytes.toString('base64')
  }
  it.each<[string, (stored: Stored) => unknown]>([
    [
      'in its values',
      (stored) => ({ ...stored, sealed: { ...stored.sealed, data: turned(stored.sealed['data'] ?? '') } }),
    ],
    ['in its tag', (stored) => ({ ...stored, sealed: { ...stored.sealed, tag: turned(stored.sealed['tag'] ?? '') } })],
    ['by a shorter tag', (stored) => ({ ...stored, sealed: { ...stored.sealed, tag: 'AAAA' } })],
    ['in a name', (stored) => ({ ...stored, secrets: [{ ...stored.secrets[0], name: 'OTHER' }] })],
    ['in a time', (stored) => ({ ...stored, secrets: [{ ...stored.secrets[0], set_at: 1 }] })],
    ['by a name less', (stored) => ({ ...stored, secrets: [] })],
    ['by another id', (stored) => ({ ...stored, id: 'sec-other' })],
    ['in its form', (stored) => ({ ...stored, format: 'interlock-secrets/2' })],
  ])('%s is not used, and the core says so', async (_, change) => {
    const home = aHome()
    const keeper = {
      ...aKeeper(),
      give: () => Promise.resolve(key),
      keep: (given: Buffer) => Promise.resolve((key = Buffer.from(given)) && 'kept'),
    }
    let key = Buffer.alloc(32)
    await home.open(keeper).set('API_TOKEN', VALUE, 'cli')
    writeFileSync(home.file, JSON.stringify(change(storedSchema.parse(JSON.parse(readFileSync(home.file, 'utf8'))))))
    const secrets = home.open(keeper)
    expect(await secrets.list()).toMatchObject({
      state: 'locked',
      problem: { code: 'secrets_damaged' },
    })
    expect(secrets.granted(['API_TOKEN'])).toEqual({})
    await expect(secrets.set('API_TOKEN', VALUE, 'cli')).rejects.toMatchObject({ code: 'secrets_damaged' })
    await expect(secrets.unlock(undefined)).rejects.toMatchObject({ code: 'secrets_damaged' })
  })

  it('is used again once it was put back', async () => {
    const home = aHome()
    const keeper = aKeeper()
    await home.open(keeper).set('API_TOKEN', VALUE, 'cli')
    const good = readFileSync(home.file)
    writeFileSync(home.file, 'nothing of the kind')
    const secrets = home.open(keeper)
    expect(await secrets.list()).toMatchObject({ state: 'locked', exists: false })
    writeFileSync(home.file, good)
    expect(await secrets.unlock(undefined)).toMatchObject({ state: 'open' })
    expect(secrets.granted(['API_TOKEN'])).toEqual({ API_TOKEN: VALUE })
  })
})
