import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonSchemas } from '#schemas/json'

/** Writes `schemas/generated/` from the zod schemas; with `--check` only says whether it is current. */
const folder = join(import.meta.dirname, '../../schemas/generated')
const wanted = jsonSchemas()
mkdirSync(folder, { recursive: true })
const present = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
const stale = [...wanted].filter(([name, text]) => present.get(name) !== text).map(([name]) => name)
const extra = [...present.keys()].filter((name) => !wanted.has(name))

if (process.argv.includes('--check')) {
  for (const name of [...stale, ...extra]) console.error(`schemas/generated/${name} is not current.`)
  if (stale.length + extra.length > 0) {
    console.error('Run: npm run schemas:generate')
    process.exitCode = 1
  }
} else {
  for (const name of stale) writeFileSync(join(folder, name), wanted.get(name) ?? '')
  for (const name of extra) rmSync(join(folder, name))
  console.log(`${wanted.size} JSON Schemas, ${stale.length} written, ${extra.length} removed.`)
}
