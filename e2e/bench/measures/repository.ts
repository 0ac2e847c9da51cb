import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chanceOf } from '../../support/random.ts'
import type { Measure } from './figures.ts'

const WORDS = 'queue worker ledger event budget policy run claim lease finish output index token state lane'.split(' ')
const FILES_PER_FOLDER = 25

/** Makes a git repository of so many tracked files, 1 to 8 KB each, three folders deep. */
export const measure: Measure<{ repository: string; files: number }> = async ({ repository, files }) => {
  const { below, pick } = chanceOf(1)
  for (let at = 0; at < files; at += 1) {
    const folder = Math.floor(at / FILES_PER_FOLDER)
    const path = join(repository, `area-${folder % 40}`, `part-${folder % 7}`, `group-${folder}`, `file-${at}.ts`)
    if (at % FILES_PER_FOLDER === 0) mkdirSync(dirname(path), { recursive: true })
    const line = `export const ${pick(WORDS)}_${at} = '${pick(WORDS)} ${pick(WORDS)} ${pick(WORDS)}'\n`
    writeFileSync(path, line.repeat(Math.ceil((1000 + below(7000)) / line.length)))
  }
  execFileSync('git', ['init', '-q'], { cwd: repository })
  execFileSync('git', ['add', '-A'], { cwd: repository })
  return { files }
}
