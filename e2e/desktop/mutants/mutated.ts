import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mutant } from './mutants.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/** The chunk of the build that holds the shell's own code. */
export function shellChunk(): string {
  const entry = readFileSync(join(root, 'dist', 'desktop.js'), 'utf8')
  const found = /\.\/chunks\/(desktop-[\w-]+\.js)/.exec(entry)?.[1]
  if (found === undefined) throw new Error('dist/desktop.js names no chunk of the shell.')
  return found
}

/** The mutant's text, or undefined when there is nothing left that it could change. */
export function mutate({ file, from, to }: Pick<Mutant, 'file' | 'from' | 'to'>): string | undefined {
  const path = file === 'preload' ? 'preload.cjs' : join('chunks', shellChunk())
  const before = readFileSync(join(root, 'dist', path), 'utf8')
  const after = before.replace(from, to)
  return after === before ? undefined : after
}

/** Lays the built application out anew in `folder`, with a mutant in it where one is given. */
export function layOut(folder: string, mutant?: Mutant): void {
  const dist = join(folder, 'dist')
  const chunk = shellChunk()
  mkdirSync(join(dist, 'chunks'), { recursive: true })
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'))
  for (const name of ['node_modules', 'resources', 'docs']) symlinkSync(join(root, name), join(folder, name))
  symlinkSync(join(root, 'dist', 'renderer'), join(dist, 'renderer'))
  for (const entry of readdirSync(join(root, 'dist'), { withFileTypes: true }))
    if (entry.isFile()) copyFileSync(join(root, 'dist', entry.name), join(dist, entry.name))
  const text = readFileSync(join(root, 'dist', 'chunks', chunk), 'utf8')
  writeFileSync(join(dist, 'chunks', chunk), text)
  // Beside the shell's own chunk, whatever that or an entry loads; what these load in turn lies where they do.
  for (const name of readdirSync(join(root, 'dist', 'chunks')))
    if (name !== chunk) symlinkSync(join(root, 'dist', 'chunks', name), join(dist, 'chunks', name))
  if (mutant === undefined) return
  const changed = mutate(mutant)
  if (changed === undefined) throw new Error(`There is nothing left to change for: ${mutant.name}.`)
  writeFileSync(join(dist, mutant.file === 'preload' ? 'preload.cjs' : join('chunks', chunk)), changed)
}
