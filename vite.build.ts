import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build, mergeConfig, type UserConfig } from 'vite'
import { sourceStamp, stampFile } from './src-main/cli/launch/build.mjs'
import { processes, worker } from './vite.node.config.ts'
import renderer from './vite.renderer.config.ts'

const root = import.meta.dirname
const dist = join(root, 'dist')

/** A running daemon may still load a chunk of the build before, so old files stay for a day. */
const KEEP_OLD_MS = 24 * 60 * 60 * 1000

/** Builds everything beside `dist/` and moves it in file by file, so that no reader ever sees half a build. */
async function buildAll(): Promise<void> {
  const stamp = sourceStamp(root)
  mkdirSync(dist, { recursive: true })
  const staging = mkdtempSync(join(dist, '.next-'))
  try {
    const into = (config: UserConfig, folder: string) =>
      build(
        mergeConfig(config, {
          configFile: false,
          logLevel: 'warn',
          build: { outDir: join(staging, folder), emptyOutDir: false },
        }),
      )
    const hasInput = (config: UserConfig) => Object.keys(config.build?.rolldownOptions?.input ?? {}).length > 0
    await Promise.all([
      ...[processes, worker].filter(hasInput).map((config) => into(config, '.')),
      ...(existsSync(join(root, 'src-renderer/index.html')) ? [into(renderer, 'renderer')] : []),
    ])
    publish(staging)
    writeFileSync(stampFile(root), stamp)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

function publish(staging: string): void {
  const fresh = new Set(filesUnder(staging).map((file) => relative(staging, file)))
  // Entries last: by then every chunk they name is in place.
  const entriesLast = [...fresh].toSorted((a, b) => depthOf(b) - depthOf(a))
  for (const file of entriesLast) {
    mkdirSync(dirname(join(dist, file)), { recursive: true })
    renameSync(join(staging, file), join(dist, file))
  }
  const old = Date.now() - KEEP_OLD_MS
  for (const file of filesUnder(dist)) {
    if (!fresh.has(relative(dist, file)) && statSync(file).mtimeMs < old) rmSync(file, { force: true })
  }
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

function depthOf(path: string): number {
  return path.split(/[\\/]/).length
}

await buildAll()
