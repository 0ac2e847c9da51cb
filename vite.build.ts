import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build, mergeConfig, type UserConfig } from 'vite'
import { sourceStamp, stampFile } from '#launch'
import { bundledModules } from './vite.modules.ts'
import { preload, processes, trust, worker } from './vite.node.config.ts'
import renderer from './vite.renderer.config.ts'

// What started this may run in `test` or `development`; what is built is for people, and React is twice as slow otherwise.
process.env['NODE_ENV'] = 'production'

const root = import.meta.dirname
const dist = join(root, 'dist')

/** A running daemon may still load a chunk of the build before, so old files stay for a day. */
const KEEP_OLD_MS = 24 * 60 * 60 * 1000

const STAGING = '.next-'

const targets: Record<string, { config: UserConfig; folder: string }> = {
  processes: { config: processes, folder: '.' },
  worker: { config: worker, folder: '.' },
  trust: { config: trust, folder: '.' },
  preload: { config: preload, folder: '.' },
  renderer: { config: renderer, folder: 'renderer' },
}

const { values: options, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { into: { type: 'string' } },
})

try {
  if (options.into === undefined) await buildAll(asked.length > 0 ? asked : Object.keys(targets))
  else await buildInto(resolve(options.into))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/** Builds everything, and nothing else, into an empty folder, for a package; `modules.json` there says what went in. */
async function buildInto(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  if (readdirSync(folder).length > 0) throw new Error(`${folder} is not empty.`)
  const modules = bundledModules(root)
  await buildTargets(Object.keys(targets), join(folder, 'dist'), { plugins: [modules.plugin] })
  writeFileSync(join(folder, 'modules.json'), `${JSON.stringify(modules.list(), undefined, 2)}\n`)
}

async function buildTargets(names: string[], folder: string, more: UserConfig = {}): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      const target = targets[name]
      if (!target) throw new Error(`There is no target ${name}: choose from ${Object.keys(targets).join(', ')}.`)
      const output = { outDir: join(folder, target.folder), emptyOutDir: false }
      await build(mergeConfig(mergeConfig(target.config, more), { configFile: false, logLevel: 'warn', build: output }))
    }),
  )
}

/** Builds beside `dist/` and moves the result in file by file, so that no reader ever sees half a build. */
async function buildAll(names: string[]): Promise<void> {
  const stamp = sourceStamp(root)
  mkdirSync(dist, { recursive: true })
  const staging = mkdtempSync(join(dist, STAGING))
  try {
    await buildTargets(names, staging)
    publish(staging)
    if (names.length === Object.keys(targets).length) {
      removeOld()
      writeFileSync(stampFile(root), stamp)
    }
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

function publish(staging: string): void {
  const files = filesUnder(staging)
  // Entries last: by then every chunk they name is in place.
  for (const file of files.toSorted((a, b) => depthOf(b) - depthOf(a))) {
    mkdirSync(dirname(join(dist, file)), { recursive: true })
    renameSync(join(staging, file), join(dist, file))
  }
}

/** Files with a hash in their name pile up, and so do the leftovers of builds that were killed. */
function removeOld(): void {
  const before = Date.now() - KEEP_OLD_MS
  const piles = ['chunks', 'renderer/assets', '.compiled'].map((folder) => join(dist, folder))
  const paths = [
    ...piles.filter((pile) => existsSync(pile)).flatMap((pile) => filesUnder(pile).map((name) => join(pile, name))),
    ...readdirSync(dist)
      .filter((name) => name.startsWith(STAGING))
      .map((name) => join(dist, name)),
  ]
  for (const path of paths) {
    const writtenAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? before
    if (writtenAt < before) rmSync(path, { recursive: true, force: true })
  }
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}

function depthOf(path: string): number {
  return path.split(/[\\/]/).length
}
