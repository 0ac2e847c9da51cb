import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createClock } from '#schemas/format'
import { openStore, type Store, type Write } from './store.ts'

/** A store with a table `note(n, of)`, whose `of` has to name another note when the transaction is committed. */
function aStore(sync?: (log: number) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-store-'))
  const file = join(folder, 'interlock.db')
  const before = new Database(file)
  before.exec(
    'CREATE TABLE note (n INTEGER PRIMARY KEY, "of" INTEGER REFERENCES note(n) DEFERRABLE INITIALLY DEFERRED) STRICT',
  )
  before.close()
  const store = openStore(file, createClock(), sync)
  onTestFinished(async () => {
    // Some tests close it themselves.
    await store.close().catch(() => undefined)
    rmSync(folder, { recursive: true })
  })
  return { store, file, ...notesOf(store) }
}

function failingSync(): never {
  throw Object.assign(new Error('The disk does not answer.'), { code: 'EIO' })
}

function notesOf(store: Store) {
  const insert = store.change<{ n: number; of: number | null }>('INSERT INTO note(n, "of") VALUES (:n, :of)')
  const all = store.query<object, { n: number }>('SELECT n FROM note ORDER BY n')
  return {
    add: (write: Write, n: number, of: number | null = null) => void insert.run(write, { n, of }),
    notes: () => all.all({}).map(({ n }) => n),
  }
}

describe('writes that arrive together', () => {
  it('are committed together, and tell their callers only afterwards', async () => {
    const { store, add } = aStore()
    const heard: string[] = []
    const writes = [1, 2, 3].map((n) =>
      store
        .write((write) => {
          heard.push(`runs ${n}`)
          add(write, n)
          write.afterCommit(() => heard.push(`committed ${n}`))
        })
        .then(() => heard.push(`told ${n}`)),
    )
    await Promise.all(writes)
    expect(heard.slice(0, 3)).toEqual(['runs 1', 'runs 2', 'runs 3'])
    expect(heard.indexOf('committed 3')).toBeLessThan(heard.indexOf('told 1'))
  })

  it('are undone alone where one throws, with all it did and nothing else', async () => {
    const { store, add, notes } = aStore()
    let committed = false
    const outcomes = await Promise.allSettled([
      store.write((write) => add(write, 1)),
      store.write((write) => {
        add(write, 2)
        add(write, 3)
        write.afterCommit(() => (committed = true))
        throw new Error('second thoughts')
      }),
      store.write((write) => add(write, 4)),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({ reason: { message: 'second thoughts' } })
    expect(notes()).toEqual([1, 4])
    expect(committed).toBe(false)
  })

  it('see what those before them did, unless it was undone', async () => {
    const { store, add, notes } = aStore()
    const seen: number[][] = []
    await Promise.allSettled([
      store.write((write) => add(write, 1)),
      store.write((write) => {
        add(write, 2)
        throw new Error('no')
      }),
      store.write(() => seen.push(notes())),
    ])
    expect(seen).toEqual([[1]])
  })

  it('are all refused when the commit fails, and nothing of them stays', async () => {
    const { store, add, notes } = aStore()
    const outcomes = await Promise.allSettled([
      store.write((write) => add(write, 1)),
      store.write((write) => add(write, 2, 99)),
      store.write(() => {
        throw new Error('its own')
      }),
    ])
    expect(outcomes).toMatchObject([
      { reason: { code: 'storage_failed' } },
      { reason: { code: 'storage_failed' } },
      { reason: { message: 'its own' } },
    ])
    expect(notes()).toEqual([])
    await store.write((write) => add(write, 3))
    expect(notes()).toEqual([3])
  })

  it('give the loop back between batches, however many there are', async () => {
    const { store, add, notes } = aStore()
    const count = 40
    let turns = 0
    const turn = setInterval(() => (turns += 1), 1)
    onTestFinished(() => clearInterval(turn))
    await Promise.all(
      Array.from({ length: count }, (_, n) =>
        store.write((write) => {
          const until = performance.now() + 4
          while (performance.now() < until);
          add(write, n)
        }),
      ),
    )
    expect(notes()).toHaveLength(count)
    expect(turns).toBeGreaterThan(5)
  })

  it('keep their order over batches', async () => {
    const { store } = aStore()
    const order: number[] = []
    await Promise.all(Array.from({ length: 1500 }, (_, n) => store.write(() => void order.push(n))))
    expect(order).toEqual(Array.from({ length: 1500 }, (_, n) => n))
  })
})

describe('a write', () => {
  it('is synced unless it says that the next one will do', async () => {
    let syncs = 0
    const { store, add } = aStore(() => (syncs += 1))
    await store.write((write) => add(write, 1))
    expect(syncs).toBe(1)
    await store.write((write) => add(write, 2), { durable: false })
    expect(syncs).toBe(1)
    await Promise.all([false, true].map((durable, n) => store.write((write) => add(write, 3 + n), { durable })))
    expect(syncs).toBe(2)
    const undone = store.write(() => {
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(syncs).toBe(2)
  })

  it('is told of before its sync, and done after it', async () => {
    const order: string[] = []
    const { store, add } = aStore(() => order.push('synced'))
    await store.write((write) => {
      add(write, 1)
      write.beforeSync(() => order.push('before'))
      write.afterCommit(() => order.push('after'))
    })
    expect(order).toEqual(['before', 'synced', 'after'])
  })

  it('is told of what failed on its word, which concerns no other', async () => {
    const { store, add, notes } = aStore()
    const fails = (n: number, when: 'beforeSync' | 'afterCommit') =>
      store.write((write) => {
        add(write, n)
        write[when](() => {
          throw new Error(`${when} failed`)
        })
      })
    const others: string[] = []
    const settled = await Promise.allSettled([
      fails(1, 'beforeSync'),
      store.write((write) => {
        add(write, 2)
        write.beforeSync(() => others.push('before'))
        write.afterCommit(() => others.push('after'))
      }),
      fails(3, 'afterCommit'),
      store.write((write) => add(write, 4)),
    ])
    expect(settled.map((each) => (each.status === 'rejected' ? String(each.reason) : 'done'))).toEqual([
      'Error: beforeSync failed',
      'done',
      'Error: afterCommit failed',
      'done',
    ])
    expect([others, notes(), store.failure()]).toEqual([['before', 'after'], [1, 2, 3, 4], undefined])
  })

  describe('that shares its sync', () => {
    function aSharingStore(sync: (log: number) => void = () => undefined) {
      const told: string[] = []
      const at = aStore((log) => {
        told.push('synced')
        sync(log)
      })
      const share = (n: number) =>
        at.store.write((write) => {
          at.add(write, n)
          write.shareSync()
          write.afterCommit(() => told.push(`after ${n}`))
        })
      return { ...at, told, share }
    }

    it('waits for one with the next such writes, and is told of behind it', async () => {
      const { told, share } = aSharingStore()
      const first = share(1)
      await new Promise((resolve) => setImmediate(resolve))
      await Promise.all([first, share(2)])
      expect(told).toEqual(['synced', 'after 1', 'after 2'])
    })

    it('is synced before what follows it where it turns out that it must be', async () => {
      const { store, add, told } = aSharingStore()
      await store.write(
        (write) => {
          add(write, 1)
          write.mustSync()
          write.afterCommit(() => told.push('after 1'))
        },
        { durable: false },
      )
      expect(told).toEqual(['synced', 'after 1'])
    })

    it('is synced with whatever somebody waits for, were that not durable', async () => {
      const { store, add, told, share } = aSharingStore()
      const first = share(1)
      await new Promise((resolve) => setImmediate(resolve))
      expect(told).toEqual([])
      await store.write(
        (write) => {
          add(write, 2)
          write.afterCommit(() => told.push('after 2'))
        },
        { durable: false },
      )
      expect(told).toEqual(['synced', 'after 1', 'after 2'])
      await first
    })

    it('is synced before anybody reads it here', async () => {
      const { notes, told, share } = aSharingStore()
      const first = share(1)
      await new Promise((resolve) => setImmediate(resolve))
      expect(told).toEqual([])
      expect(notes()).toEqual([1])
      expect(told).toEqual(['synced', 'after 1'])
      await first
    })

    it('is synced before the store is at rest', async () => {
      const { store, told, share } = aSharingStore()
      const first = share(1)
      await new Promise((resolve) => setImmediate(resolve))
      await store.idle()
      expect(told).toEqual(['synced', 'after 1'])
      await first
    })

    it('is refused with all that shared it where that fails', async () => {
      const { file, share } = aSharingStore(failingSync)
      const reader = new Database(file, { readonly: true })
      onTestFinished(() => void reader.close())
      reader.exec('BEGIN; SELECT * FROM note')
      reader.prepare('SELECT count(*) FROM note').get()
      const first = share(1)
      await new Promise((resolve) => setImmediate(resolve))
      const outcomes = await Promise.allSettled([first, share(2)])
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    })
  })

  it('goes into the database itself when the log cannot be synced', async () => {
    const { store, add, file, notes } = aStore(failingSync)
    await store.write((write) => add(write, 1))
    expect([notes(), store.failure()]).toEqual([[1], undefined])
    const alone = join(dirname(file), 'alone.db')
    copyFileSync(file, alone)
    const database = new Database(alone)
    onTestFinished(() => void database.close())
    expect(database.prepare('SELECT count(*) AS n FROM note').get()).toEqual({ n: 1 })
  })

  it('is refused when neither can be synced, though it is there', async () => {
    const { store, add, file, notes } = aStore(failingSync)
    const reader = new Database(file, { readonly: true })
    onTestFinished(() => void reader.close())
    // A reader in the log keeps it from being moved as a whole.
    reader.exec('BEGIN; SELECT * FROM note')
    reader.prepare('SELECT count(*) FROM note').get()
    const lazy = store.write((write) => add(write, 1), { durable: false })
    await expect(store.write((write) => add(write, 2))).rejects.toMatchObject({
      code: 'storage_failed',
      data: { reason: 'EIO' },
    })
    await lazy
    expect(notes()).toEqual([1, 2])
    expect(store.failure()).toMatchObject({ code: 'storage_failed' })
  })

  it('that is patient goes with the next one, in front of it', async () => {
    const { store, add, notes } = aStore()
    const patient = store.write((write) => add(write, 1), { durable: false, patient: true })
    await new Promise((resolve) => setImmediate(resolve))
    expect(notes()).toEqual([])
    // The second refers to the first.
    await store.write((write) => add(write, 2, 1))
    await patient
    expect(notes()).toEqual([1, 2])
  })

  it('that is patient comes to its turn also when no other follows, and before the store closes', async () => {
    const { store, add, notes } = aStore()
    await store.write((write) => add(write, 1), { patient: true })
    const last = store.write((write) => add(write, 2), { patient: true })
    await store.idle()
    await last
    expect(notes()).toEqual([1, 2])
  })

  it('that is asked for inside another is one of its own', async () => {
    const { store, add, notes } = aStore()
    let inner: Promise<void> = Promise.resolve()
    await expect(
      store.write((write) => {
        add(write, 1)
        inner = store.write((own) => add(own, 2))
        throw new Error('outer')
      }),
    ).rejects.toThrow('outer')
    await inner
    expect(notes()).toEqual([2])
  })

  it('gives its caller what it returns', async () => {
    const { store } = aStore()
    expect(await store.write(() => 'an answer')).toBe('an answer')
  })
})

describe('a store that closes', () => {
  it('first does what it was asked for', async () => {
    const { store, add, file } = aStore()
    const writes = [1, 2, 3].map((n) => store.write((write) => add(write, n)))
    await store.close()
    await Promise.all(writes)
    const after = new Database(file, { readonly: true })
    onTestFinished(() => void after.close())
    expect(after.prepare('SELECT count(*) AS n FROM note').get()).toEqual({ n: 3 })
  })

  it('refuses what comes later in words', async () => {
    const { store, notes } = aStore()
    await store.close()
    await expect(store.write(() => 1)).rejects.toMatchObject({ code: 'core_stopping' })
    expect(notes).toThrow(expect.objectContaining({ code: 'core_stopping' }))
  })
})
