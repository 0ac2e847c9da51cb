import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { UserConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const SCHEMAS = /[\\/]schemas[\\/]/

/** The core's processes share chunks. The CLI also starts on Node 20, so syntax is lowered to it. */
export const processes = nodeBuild(
  {
    daemon: 'src-main/daemon/main.ts',
    cli: 'src-main/cli/main.ts',
    reader: 'src-main/core/reader-thread.ts',
    desktop: 'src-main/desktop/main.ts',
  },
  'node20',
)

/** The worker shares nothing with the core. What few runs need is loaded when they do. */
export const worker = nodeBuild({ worker: 'src-worker/main.ts' }, 'node24')

/**
 * What a trust provider runs in: one file, since its sandbox shows no other of ours, and a module by its name, since there is no
 * package.json to say so.
 */
export const trust = nodeBuild({ trust: 'src-worker/trust/provider.ts' }, 'node24', {
  codeSplitting: false,
  entryFileNames: '[name].mjs',
})

/** What runs in a window before the page: one file, and no module, since the sandbox of a window loads neither. */
export const preload = nodeBuild({ preload: 'src-main/desktop/preload/preload.ts' }, 'node24', {
  format: 'cjs',
  codeSplitting: false,
  entryFileNames: '[name].cjs',
})

function nodeBuild(entries: Record<string, string>, target: string, output: object = {}): UserConfig {
  const input = Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, here(path)]))
  return {
    root: here('.'),
    publicDir: false,
    ssr: { noExternal: true, external: ['better-sqlite3', 'koffi', 'electron'] },
    build: {
      ssr: true,
      target,
      outDir: 'dist',
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input,
        // Schemas cost time where they are built, which is at every start of a process: those nobody uses are left out.
        treeshake: { manualPureFunctions: ['z'], moduleSideEffects: (id) => !SCHEMAS.test(id) },
        external: ['better-sqlite3', 'koffi', 'electron', /^node:/, ...builtinModules],
        output: {
          format: 'esm',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          ...output,
        },
      },
    },
  }
}
