import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { isDamage } from '../damage.ts'
import { keepPrivate } from '../private-file.ts'
import { type ReadConnection, tellCore } from '../serve-reader.ts'

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
  /** Words that begin with `beginning`, in the form the index keeps them in; undefined where they are more than `most`. */
  words(beginning: string, most: number): readonly string[] | undefined
  /** Forgets everything. */
  clear(): void
  /**
   * Puts an empty index in the place of a damaged one. The error may as well be of the database beside it, so the index itself
   * is looked at first.
   * @returns whether the index was damaged, and is empty now
   */
  mend(error: unknown): boolean
}

const VERSION = 3
/** Numbers of jobs that share a block, as a power of two. */
const BLOCK_BITS = 12
/** How long an index that was looked through counts as sound. */
const SOUND_MS = 600_000
const READ_MARKER = 'SELECT seq, hash FROM marker'
const NOTHING: IndexMarker = { seq: 0, hash: Buffer.alloc(0) }

// Contentless: what is found is read from the tables, so the texts need not be kept twice.
const SCHEMA = /* sql */ `
CREATE VIRTUAL TABLE job_text USING fts5(title, names, notes, payload, failure,
  content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2');
-- Per 4096 numbers the first and the latest time a job of them was added: a span of time is not looked for in the others.
CREATE TABLE job_block (block INTEGER PRIMARY KEY, earliest INTEGER NOT NULL, latest INTEGER NOT NULL) STRICT;
CREATE TABLE marker (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
PRAGMA user_version = ${VERSION};
`

/**
 * From which number up to below which all jobs lie that were added from `:since` up to before `:until`, as far as the index
 * `search` knows, and how far that is.
 */
export const TIMES_SQL = `SELECT
  (SELECT block << ${BLOCK_BITS} FROM search.job_block WHERE latest >= :since ORDER BY block LIMIT 1) AS "from",
  (SELECT (block + 1) << ${BLOCK_BITS} FROM search.job_block WHERE earliest < :until ORDER BY block DESC LIMIT 1) AS "to",
  (SELECT seq FROM search.marker) AS known`

export interface TimesRow {
  readonly from: number | null
  readonly to: number | null
  readonly known: number | null
}

/**
 * The marker as it stands in the file of the index beside `database`; undefined where there is none, and in whatever else the
 * thread would make anew.
 */
export function readMarker(database: string): IndexMarker | undefined {
  const file = fileBeside(database)
  if (!existsSync(file)) return undefined
  try {
    const own = new Database(file, { readonly: true })
    try {
      if (Number(own.pragma('user_version', { simple: true })) !== VERSION) return undefined
      return own.prepare<[], IndexMarker>(READ_MARKER).get()
    } finally {
      own.close()
    }
  } catch (error) {
    if (isDamage(error)) return undefined
    throw error
  }
}

const indexes = new WeakMap<ReadConnection, TextIndex>()

/** Opens the index that belongs to the database of `connection`, and lets that connection read it as the schema `search`. */
export function textIndexOf(connection: ReadConnection): TextIndex {
  const known = indexes.get(connection)
  if (known !== undefined) return known
  const file = fileBeside(connection.name)
  let open = openBeside(connection, file)
  let soundAt = -Infinity

  function mend(error: unknown): boolean {
    // Looking through all of it takes seconds at a million jobs, and a damaged database asks again with each search.
    if (!isDamage(error) || performance.now() - soundAt < SOUND_MS) return false
    if (!isBroken(open.own)) {
      soundAt = performance.now()
      return false
    }
    replace()
    return true
  }

  function replace(): void {
    connection.exec('DETACH search')
    open.own.close()
    // Should there be no room for a new one, who asks next tries again.
    indexes.delete(connection)
    remove(file)
    tellCore('index_emptied')
    open = openBeside(connection, file)
    indexes.set(connection, index)
  }

  /** Damage costs the index, which is made anew, and nothing else. */
  function mended<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      // Its own connection reads nothing else, so there is nothing to look for.
      if (!isDamage(error)) throw error
      replace()
      return work()
    }
  }

  const index: TextIndex = {
    marker: () => mended(() => open.statements.readMarker.get() ?? NOTHING),
    put: (texts, marker) =>
      mended(() => {
        open.statements.begin.run()
        try {
          for (const text of texts) {
            open.statements.putText.run(text)
            open.statements.putBlock.run(text)
          }
          open.statements.putMarker.run(marker)
          open.statements.commit.run()
        } catch (error) {
          if (open.own.inTransaction) open.statements.rollback.run()
          throw error
        }
      }),
    words: (beginning, most) =>
      mended(() => {
        const found: string[] = []
        for (let from = beginning; ; from = `${found.at(-1)}\0`) {
          const word = open.statements.nextWord.get(from)?.term
          if (word === undefined || !word.startsWith(beginning)) return found
          if (found.length === most) return undefined
          found.push(word)
        }
      }),
    clear: () =>
      mended(() => {
        open.own.exec(
          "BEGIN; INSERT INTO job_text(job_text) VALUES ('delete-all'); DELETE FROM job_block; DELETE FROM marker; COMMIT",
        )
      }),
    mend,
  }
  indexes.set(connection, index)
  return index
}

function fileBeside(database: string): string {
  return join(dirname(database), 'search.db')
}

/** Opens the index for writing, and lets `connection` read it. */
function openBeside(connection: ReadConnection, file: string) {
  const own = openAnew(file)
  try {
    const statements = prepare(own)
    connection.prepare('ATTACH ? AS search').run(file)
    return { own, statements }
  } catch (error) {
    own.close()
    throw error
  }
}

function prepare(own: Database.Database) {
  // Of all its forms this one finds the next word without going through the matches of the one before.
  own.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.word USING fts5vocab('main', 'job_text', 'instance')")
  return {
    nextWord: own.prepare<[string], { term: string }>(
      'SELECT term FROM temp.word WHERE term >= ? ORDER BY term LIMIT 1',
    ),
    begin: own.prepare('BEGIN IMMEDIATE'),
    commit: own.prepare('COMMIT'),
    rollback: own.prepare('ROLLBACK'),
    readMarker: own.prepare<[], IndexMarker>(READ_MARKER),
    putMarker: own.prepare<[IndexMarker]>('INSERT OR REPLACE INTO marker(id, seq, hash) VALUES (1, :seq, :hash)'),
    putBlock: own.prepare<[JobText]>(
      `INSERT INTO job_block(block, earliest, latest) VALUES (:seq >> ${BLOCK_BITS}, :created, :created)
       ON CONFLICT(block) DO UPDATE SET earliest = min(earliest, excluded.earliest), latest = max(latest, excluded.latest)`,
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

/** Looks through the whole index. */
function isBroken(own: Database.Database): boolean {
  try {
    if (own.pragma('quick_check(1)', { simple: true }) !== 'ok') return true
    own.exec("INSERT INTO job_text(job_text) VALUES ('integrity-check')")
    return false
  } catch (error) {
    return isDamage(error)
  }
}
