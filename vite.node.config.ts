import { existsSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { defineConfig, type UserConfig } from 'vite'

/** What the Node processes are built from. The worker is apart because it must be one self-contained file. */
const shared = {
  daemon: 'src-main/daemon/main.ts',
  cli: 'src-main/cli/main.ts',
  reader: 'src-main/core/record/reader-thread.ts',
}
const worker = { worker: 'src-worker/main.ts' }

/** `vite build -c vite.node.config.ts` builds the daemon side, with `--mode worker` the worker. */
export default defineConfig(({ mode }) => (mode === 'worker' ? nodeBuild(worker, true) : nodeBuild(shared, false)))

export function nodeBuild(entries: Record<string, string>, oneFile: boolean): UserConfig {
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  const present = Object.entries(entries).filter(([, path]) => existsSync(here(path)))
  return {
    define: { 'process.env.NODE_ENV': '"production"' },
    ssr: { noExternal: true, external: ['better-sqlite3'], target: 'node' },
    build: {
      ssr: true,
      outDir: 'dist',
      emptyOutDir: false,
      copyPublicDir: false,
      // The CLI also starts on Node 20, so syntax is lowered to it; what needs Node 24 is loaded on demand.
      target: oneFile ? 'node24' : 'node20',
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: Object.fromEntries(present.map(([name, path]) => [name, here(path)])),
        external: ['better-sqlite3', /^node:/, ...builtinModules],
        output: {
          format: 'esm',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          ...(oneFile ? { codeSplitting: false } : {}),
        },
      },
    },
  }
}
