import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { codeOf } from '../home.ts'
import { keepPrivate } from '../private-file.ts'
import type { ReadConnection } from '../serve-reader.ts'

/** What is searched for of a job; `seq` is its number, `created` when it was added, in milliseconds. */
export interface JobText {
  readonly seq: number
  readonly created: number
  readonly title: string
  readonly names: string
  readonly notes: string
  readonly payload: string
  readonly failure: string
}

/** Up to which row of the ledger the index reaches; the hash tells a ledger from another. */
export interface IndexMarker {
  readonly seq: number
  readonly hash: Buffer
}

/**
 * The index of words, in a file of its own beside the database: not evidence, and made anew from ledger and bodies wherever it
 * is missing, damaged or of another ledger. Written by the reader thread alone, so that no job pays for it.
 */
export interface TextIndex {
  marker(): IndexMarker
  /** Puts texts in the place of those their jobs had, and moves the marker, all at once. */
  put(texts: readonly JobText[], marker: IndexMarker): void
  /** Forgets everything. */
  clear(): void
  /** Puts an empty index in the place of a damaged one. @returns whether the error is of damage at all */
  mend(error: unknown): boolean
}

const VERSION = 2
/** Numbers of jobs that share a block, as a power of two. */
const BLOCK_BITS = 12
const NOTHING: IndexMarker = { seq: 0, hash: Buffer.alloc(0) }

// Contentless: what is found is read from the tables, so the texts need not be kept twice.
const SCHEMA = /* sql */ `
CREATE VIRTUAL TABLE job_text USING fts5(title, names, notes, payload, failure,
  content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2');
-- Per 4096 numbers the latest time a job of them was added: what was added since a moment is not looked for below.
CREATE TABLE job_block (block INTEGER PRIMARY KEY, latest INTEGER NOT NULL) STRICT;
CREATE TABLE marker (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
PRAGMA user_version = ${VERSION};
`

/** The number behind which all jobs lie that were added at `:since` or later, as far as the index `search` knows. */
export const FLOOR_SQL = `SELECT coalesce((SELECT (block << ${BLOCK_BITS}) - 1 FROM search.job_block WHERE latest >= :since ORDER BY block LIMIT 1),
  (SELECT seq FROM search.marker), 0) AS seq`

const indexes = new WeakMap<ReadConnection, TextIndex>()

/** Opens the index that belongs to the database of `connection`, and lets that connection read it as the schema `search`. */
export function textIndexOf(connection: ReadConnection): TextIndex {
  const known = indexes.get(connection)
  if (known !== undefined) return known
  const file = join(dirname(connection.name), 'search.db')
  let own = openAnew(file)
  connection.prepare('ATTACH ? AS search').run(file)
  let statements = prepare(own)

  function mend(error: unknown): boolean {
    if (!isDamage(error)) return false
    connection.exec('DETACH search')
    own.close()
    remove(file)
    own = openAnew(file)
    statements = prepare(own)
    connection.prepare('ATTACH ? AS search').run(file)
    return true
  }

  /** Damage costs the index, which is made anew, and nothing else. */
  function mended<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!mend(error)) throw error
      return work()
    }
  }

  const index: TextIndex = {
    marker: () => mended(() => statements.readMarker.get() ?? NOTHING),
    put: (texts, marker) =>
      mended(() => {
        statements.begin.run()
        try {
          for (const text of texts) {
            statements.putText.run(text)
            statements.putBlock.run(text)
          }
          statements.putMarker.run(marker)
          statements.commit.run()
        } catch (error) {
          if (own.inTransaction) statements.rollback.run()
          throw error
        }
      }),
    clear: () =>
      mended(() => {
        own.exec(
          "BEGIN; INSERT INTO job_text(job_text) VALUES ('delete-all'); DELETE FROM job_block; DELETE FROM marker; COMMIT",
        )
      }),
    mend,
  }
  indexes.set(connection, index)
  return index
}

function prepare(own: Database.Database) {
  return {
    begin: own.prepare('BEGIN IMMEDIATE'),
    commit: own.prepare('COMMIT'),
    rollback: own.prepare('ROLLBACK'),
    readMarker: own.prepare<[], IndexMarker>('SELECT seq, hash FROM marker'),
    putMarker: own.prepare<[IndexMarker]>('INSERT OR REPLACE INTO marker(id, seq, hash) VALUES (1, :seq, :hash)'),
    putBlock: own.prepare<[JobText]>(
      `INSERT INTO job_block(block, latest) VALUES (:seq >> ${BLOCK_BITS}, :created)
       ON CONFLICT(block) DO UPDATE SET latest = max(latest, excluded.latest)`,
    ),
    putText: own.prepare<[JobText]>(
      `INSERT OR REPLACE INTO job_text(rowid, title, names, notes, payload, failure)
       VALUES (:seq, :title, :names, :notes, :payload, :failure)`,
    ),
  }
}

/** One that cannot be read, or is of another version, is removed: it holds nothing that is not elsewhere. */
function openAnew(file: string): Database.Database {
  try {
    return openAs(file)
  } catch (error) {
    if (!isDamage(error)) throw error
    remove(file)
    return openAs(file)
  }
}

function openAs(file: string): Database.Database {
  keepPrivate(file)
  const own = new Database(file)
  try {
    // A power cut may cost the last texts, never the file; the marker is in the same transaction.
    for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', 'cache_size = -4096', 'temp_store = MEMORY'])
      own.pragma(pragma)
    own.pragma('journal_size_limit = 4194304')
    const version = Number(own.pragma('user_version', { simple: true }))
    if (version !== VERSION) makeSchema(own)
    return own
  } catch (error) {
    own.close()
    throw error
  }
}

function makeSchema(own: Database.Database): void {
  own.exec(`DROP TABLE IF EXISTS job_text; DROP TABLE IF EXISTS job_block; DROP TABLE IF EXISTS marker; ${SCHEMA}`)
}

function remove(file: string): void {
  for (const each of [file, `${file}-wal`, `${file}-shm`]) rmSync(each, { force: true })
}

function isDamage(error: unknown): boolean {
  const code = codeOf(error)
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
}
