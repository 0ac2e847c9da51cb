import { readFileSync, writeFileSync } from 'node:fs'
import { databaseOf, readDatabase } from './database.ts'

export const PAGE_BYTES = 4096

/** Puts bytes into the middle of a file. */
export function overwrite(file: string, at: number, bytes: Buffer): void {
  const content = readFileSync(file)
  bytes.copy(content, at)
  writeFileSync(file, content)
}

/** Fills the leaf page of a table that lies at a part of its length with zeros, as a disk does that lost it. */
export function loseLeafOf(home: string, table: string, part: number): void {
  const pages = readDatabase(home, (database) =>
    database
      .prepare<[string], { pageno: number }>(
        "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path",
      )
      .all(table),
  )
  const page = pages[Math.floor(part * pages.length)]
  if (page === undefined) throw new Error(`${table} has no such page.`)
  overwrite(databaseOf(home), (page.pageno - 1) * PAGE_BYTES, Buffer.alloc(PAGE_BYTES))
}
