import { closeSync, fdatasyncSync, openSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { z } from 'zod'
import { InterlockError, isInterlockError } from '#schemas'
import type { Clock } from '#schemas/format'
import { asStorageFailure, failed as failedBy } from './damage.ts'
import { openDatabase, type OpenedDatabase } from './open-database.ts'

/** Proof of being inside a write. Statements that change rows ask for it. */
export interface Write {
  /** The same for writes that share a transaction, up to one that is undone: what is known of the tables holds for all of them. */
  readonly transaction: object
  /**
   * Runs once what was written is committed and outlives this process, in front of the sync that makes it outlive a power cut.
   * For what may begin on its word and would be forgotten with it.
   */
  beforeSync(then: () => void): void
  /**
   * Lets the sync wait a moment for the next writes, and this write's caller with it. For what is worth no sync of its own:
   * nobody outside waits for it, and more of its kind follow.
   */
  shareSync(): void
  /**
   * Makes this write durable, whatever it was asked to be: its caller and what follows its commit wait for the sync. For what
   * must not be forgotten once somebody acts on it.
   */
  mustSync(): void
  /** Runs once this write is committed, before its promise resolves. Never runs when it is rolled back. */
  afterCommit(then: () => void): void
}

/** One prepared statement; `P` its named parameters, `R` its row. */
export interface Query<P extends object, R> {
  get(params: P): R | undefined
  all(params: P): R[]
}

/** A prepared statement that changes rows. */
export interface Change<P extends object> {
  /** @returns how many rows it changed */
  run(write: Write, params: P): number
}

/** Where statements that read are prepared: the store, or a read-only connection of the reader thread. */
export interface Queries {
  query<P extends object, R>(sql: string): Query<P, R>
}

/** The one door to the database of this process. */
export interface Store extends Queries {
  readonly schemaVersion: number
  /** The version it was brought up from when it was opened, and the copy that was kept; undefined where it was up to date. */
  readonly migrated: OpenedDatabase['migrated']
  change<P extends object>(sql: string): Change<P>
  /**
   * Runs `work` inside a transaction. What arrives while the loop turns once shares one transaction and one sync; each has
   * its own savepoint, so that one that throws is undone alone. The order is that of the calls.
   * @throws what `work` throws, or what is run on its word, though then it is committed; InterlockError storage_failed when the transaction cannot be committed, or is committed and
   *   cannot be synced, database_damaged, core_stopping
   */
  write<T>(work: (write: Write) => T, options?: WriteOptions): Promise<T>
  /** What keeps the database from being used as it should: why the last write failed, or damage met in this life. */
  failure(): InterlockError | undefined
  /** Resolves when everything asked for so far is committed. */
  idle(): Promise<void>
  close(): Promise<void>
}

export interface WriteOptions {
  /** False leaves the sync to the next durable write. */
  readonly durable?: boolean
  /** True lets it wait for another write that takes it along, 20 ms at most. */
  readonly patient?: boolean
}

interface Operation {
  readonly durable: () => boolean
  /** Whether somebody waits for what was committed, so that all of it is synced at once. */
  readonly urgent: () => boolean
  /** Does the work; afterwards exactly one of `resolve` and `reject` settles the caller. */
  readonly run: () => void
  /** Runs what goes in front of the sync. What fails in it concerns this operation alone: all are committed. */
  readonly committed: () => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  /** It is committed, but a power cut may take it back: who asked is told so, who follows hears of it. */
  readonly rejectCommitted: (error: unknown) => void
}

/** A batch is cut at so many operations, or after so many milliseconds of work, so that it never blocks the loop for long. */
const MAX_BATCH = 500
const MAX_BATCH_MS = 8
/** Commits cost as much as what is in them: a header, its steps and the finish of a short run become one. */
const PATIENCE_MS = 20
/** So long may a sync be waited for that others are to share: a few short runs, and as long as the last sync took. */
const SHARED_SYNC_MS = 3
const LONGEST_SHARED_SYNC_MS = 20

/** Answer of a checkpoint: pages of the log, and how many of them are in the database. */
const checkpointRow = z.array(z.object({ busy: z.int(), log: z.int(), checkpointed: z.int() }))

/** On macOS Node asks for the disk's own cache too. */
function syncFile(file: number): void {
  fdatasyncSync(file)
}

interface Thrown {
  readonly error: unknown
}

/** Runs every one of them. @returns the first error of those that threw */
function runAll(callbacks: readonly (() => void)[]): Thrown | undefined {
  let first: Thrown | undefined
  for (const each of callbacks) {
    try {
      each()
    } catch (error) {
      first ??= { error }
    }
  }
  return first
}

/** Statements that read through `database`. */
export function queriesOf(database: Database.Database): Queries {
  return {
    query<P extends object, R>(sql: string): Query<P, R> {
      const statement = database.prepare<[P], R>(sql)
      return { get: (params) => statement.get(params), all: (params) => statement.all(params) }
    },
  }
}

/** @throws InterlockError database_damaged, schema_newer, schema_changed, storage_failed, backup_failed, migration_failed */
export function openStore(file: string, clock: Clock, syncLog = syncFile): Store {
  const { database, schemaVersion, migrated } = openDatabase(file, clock.now())
  const log = openSync(`${file}-wal`, 'r+')

  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  const rollback = database.prepare('ROLLBACK')
  const savepoint = database.prepare('SAVEPOINT operation')
  const release = database.prepare('RELEASE operation')
  const undo = database.prepare('ROLLBACK TO operation')

  const queue: Operation[] = []
  let transaction = {}
  let armed = false
  let closing = false
  let waiters: (() => void)[] = []
  let cancelTimer: (() => void) | undefined
  /** Committed operations whose callers are not told yet, in the order of their commits: some of them want a sync first. */
  let unsettled: Operation[] = []
  let cancelSync: (() => void) | undefined
  let lastSyncMs = 0

  let failure: InterlockError | undefined

  /** The failure as callers meet it. Damage is remembered, since nothing here makes it good again. */
  function toThrow(error: unknown): unknown {
    const thrown = asStorageFailure(error, file)
    if (isInterlockError(thrown, 'database_damaged')) failure = thrown
    if (isInterlockError(thrown, 'storage_failed')) failure ??= thrown
    return thrown
  }

  /**
   * Makes everything committed so far outlive a power cut. A system forgets what it could not write once it has said so, and
   * calls the next sync a success: then the whole log goes into the database, which is synced on its own.
   */
  function sync(): InterlockError | undefined {
    const startedAt = clock.monotonic()
    try {
      syncLog(log)
      return undefined
    } catch (error) {
      if (isWholeLogMoved()) return undefined
      const unsynced = failedBy(error)
      failure ??= unsynced
      return unsynced
    } finally {
      lastSyncMs = clock.monotonic() - startedAt
    }
  }

  function isWholeLogMoved(): boolean {
    try {
      const [moved] = checkpointRow.parse(database.pragma('wal_checkpoint(PASSIVE)'))
      return moved !== undefined && moved.busy === 0 && moved.log === moved.checkpointed
    } catch {
      // The database cannot be synced either, and the first failure says enough.
      return false
    }
  }

  function arm(): void {
    cancelTimer?.()
    cancelTimer = undefined
    if (armed) return
    armed = true
    setImmediate(flush)
  }

  function flush(): void {
    armed = false
    const batch = queue.splice(0, MAX_BATCH)
    if (batch.length > 0) queue.unshift(...commitBatch(batch))
    if (queue.length > 0) arm()
    if (armed) return
    if (waiters.length > 0) settle()
    const resolved = waiters
    waiters = []
    for (const resolve of resolved) resolve()
  }

  /** @returns the operations it had no time for */
  function commitBatch(batch: readonly Operation[]): readonly Operation[] {
    const failed = new Map<Operation, unknown>()
    let written: readonly Operation[] = []
    let done = 0
    try {
      begin.run()
      transaction = {}
      const until = clock.monotonic() + MAX_BATCH_MS
      for (const operation of batch) {
        if (batch.length === 1) runAlone(operation, failed)
        else runOne(operation, failed)
        done += 1
        if (clock.monotonic() >= until) break
      }
      if (database.inTransaction) {
        commit.run()
        written = batch.slice(0, done).filter((operation) => !failed.has(operation))
        for (const operation of written) operation.committed()
        unsettled.push(...written)
      }
    } catch (error) {
      if (database.inTransaction) rollback.run()
      const thrown = toThrow(error)
      const lost = isInterlockError(thrown, 'database_damaged') ? thrown : failedBy(error)
      failure ??= lost
      for (const operation of batch) operation.reject(failed.get(operation) ?? lost)
      return []
    }
    for (const [operation, error] of failed) operation.reject(error)
    if (written.some((operation) => operation.urgent()) || !isSyncOwed()) settle()
    else cancelSync ??= clock.after(Math.min(LONGEST_SHARED_SYNC_MS, Math.max(SHARED_SYNC_MS, lastSyncMs)), settle)
    return batch.slice(done)
  }

  function isSyncOwed(): boolean {
    return unsettled.some((operation) => operation.durable())
  }

  /** Tells the callers of all that is committed, after the sync that some of them want. */
  function settle(): void {
    cancelSync?.()
    cancelSync = undefined
    if (unsettled.length === 0) return
    const unsynced = isSyncOwed() ? sync() : undefined
    if (unsynced === undefined && isInterlockError(failure, 'storage_failed')) failure = undefined
    const settled = unsettled
    unsettled = []
    for (const operation of settled) {
      if (unsynced !== undefined && operation.durable()) operation.rejectCommitted(unsynced)
      else operation.resolve()
    }
  }

  /** The whole transaction is its savepoint. */
  function runAlone(operation: Operation, failed: Map<Operation, unknown>): void {
    try {
      operation.run()
    } catch (error) {
      if (!database.inTransaction) throw error
      rollback.run()
      transaction = {}
      failed.set(operation, toThrow(error))
    }
  }

  function runOne(operation: Operation, failed: Map<Operation, unknown>): void {
    savepoint.run()
    try {
      operation.run()
      release.run()
    } catch (error) {
      // A full disk ends the whole transaction, not only this part of it.
      if (!database.inTransaction) throw error
      undo.run()
      release.run()
      transaction = {}
      failed.set(operation, toThrow(error))
    }
  }

  /** A request that comes while the core stops meets a closed database, not one that is broken. */
  function whileOpen<P, T>(read: (params: P) => T): (params: P) => T {
    return (params) => {
      if (!database.open) throw new InterlockError('core_stopping', {})
      // Who reads is told of what it finds, as who wrote it is.
      if (cancelSync !== undefined && !database.inTransaction) settle()
      try {
        return read(params)
      } catch (error) {
        throw toThrow(error)
      }
    }
  }

  function idle(): Promise<void> {
    if (queue.length > 0) arm()
    if (!armed) settle()
    return armed ? new Promise((resolve) => waiters.push(resolve)) : Promise.resolve()
  }

  return {
    schemaVersion,
    migrated,
    query<P extends object, R>(sql: string): Query<P, R> {
      const { get, all } = queriesOf(database).query<P, R>(sql)
      return { get: whileOpen(get), all: whileOpen(all) }
    },
    change<P extends object>(sql: string): Change<P> {
      const statement = database.prepare<[P]>(sql)
      return { run: (_write, params) => statement.run(params).changes }
    },
    write<T>(work: (write: Write) => T, options: WriteOptions = {}): Promise<T> {
      if (closing) return Promise.reject(new InterlockError('core_stopping', {}))
      const { promise, resolve, reject } = Promise.withResolvers<T>()
      const then: (() => void)[] = []
      const early: (() => void)[] = []
      let done: { value: T } | undefined
      let threw: Thrown | undefined
      let urgent = options.patient !== true
      let durable = options.durable ?? true
      queue.push({
        durable: () => durable,
        urgent: () => urgent,
        run: () => {
          const write = {
            transaction,
            beforeSync: (each: () => void) => early.push(each),
            shareSync: () => {
              urgent = false
            },
            mustSync: () => {
              durable = true
            },
            afterCommit: (each: () => void) => then.push(each),
          }
          done = { value: work(write) }
        },
        committed: () => {
          threw = runAll(early)
        },
        resolve: () => {
          if (done === undefined) return
          const late = runAll(then)
          threw ??= late
          if (threw === undefined) resolve(done.value)
          else reject(threw.error)
        },
        reject,
        rejectCommitted: (error) => {
          runAll(then)
          reject(error)
        },
      })
      if (options.patient !== true) arm()
      else if (!armed) cancelTimer ??= clock.after(PATIENCE_MS, arm)
      return promise
    },
    failure: () => failure,
    idle,
    async close() {
      await idle()
      closing = true
      try {
        database.pragma('wal_checkpoint(TRUNCATE)')
      } catch (error) {
        throw toThrow(error)
      } finally {
        // Closed twice, the number may be somebody else's file by now.
        if (database.open) closeSync(log)
        database.close()
      }
    },
  }
}
