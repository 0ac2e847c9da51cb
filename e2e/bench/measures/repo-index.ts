import { execFileSync } from 'node:child_process'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { READ_ONLY_POLICY } from '#schemas'
import { findProgram } from '../services/index.ts'
import { openBenchCore, workersIdle } from './bench-core.ts'
import type { Figures, Measure } from './figures.ts'
import { runOf } from './run-of.ts'

const MAX_FILE_BYTES = 65_536

/** The repository index as the product makes it, beside listing the same files and reading the same bytes, and no more. */
export const measure: Measure<{ repository: string; files: number }> = async ({ folder, repository, files }) => {
  const core = await openBenchCore(folder, { slots: 1 })
  await core.workspaces.add({ path: repository, name: 'repository' }, 'bench')
  await workersIdle(core)
  const plainly = () => listAndRead(repository, 'git', ['ls-files', '-z'])
  const index = async (keywords: string[]) => {
    const run = await runOf(core, {
      type: 'repo_index_task',
      payload: { include_globs: ['**'], max_files: files, max_file_bytes: MAX_FILE_BYTES, keywords },
      budgets: { max_wall_time_sec: 600, max_tool_calls: 5, max_output_bytes: 104_857_600, max_concurrency_slots: 1 },
      policy: READ_ONLY_POLICY,
      workspace: 'repository',
    })
    return run.usage.wall_ms
  }
  // Once each for the file cache and the compiler.
  await index([])
  plainly()

  const figures: Record<string, number> = { plain: plainly(), index: await index([]) }
  figures['index_keywords'] = await index(['claim', 'lease', 'policy'])
  const rg = findProgram('rg')
  if (rg !== undefined) figures['rg'] = listAndRead(repository, rg, ['--files', '--null'])
  await core.close('bench')
  return figures satisfies Figures
}

/** @returns milliseconds */
function listAndRead(repository: string, lister: string, args: string[]): number {
  const buffer = Buffer.alloc(MAX_FILE_BYTES)
  const startedAt = performance.now()
  const listing = execFileSync(lister, args, { cwd: repository, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  for (const path of listing.split('\0')) {
    if (path === '') continue
    const fd = openSync(join(repository, path), 'r')
    readSync(fd, buffer, 0, Math.min(MAX_FILE_BYTES, fstatSync(fd).size), null)
    closeSync(fd)
  }
  return performance.now() - startedAt
}
