import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** How much longer every sync takes. */
export const SLOW_SYNC_MS = 10

/** Builds the library into `folder`. @returns the environment that makes every sync slow; undefined without a C compiler */
export function slowSyncs(folder: string): Record<string, string> | undefined {
  if (process.platform !== 'linux') return undefined
  const library = join(folder, 'slow-sync.so')
  const source = join(import.meta.dirname, 'slow-sync.c')
  const { status } = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'], { stdio: 'ignore' })
  return status === 0 ? { LD_PRELOAD: library, SLOW_SYNC_MS: String(SLOW_SYNC_MS) } : undefined
}
