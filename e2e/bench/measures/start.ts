import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { median } from '../statistics.ts'
import { startDaemon } from './daemon.ts'
import { existing } from './bench-core.ts'
import type { Measure } from './figures.ts'
import { oneByOne } from './pace.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/** How long the daemon takes until it is ready, and `interlock status` until it has answered. */
export const measure: Measure<{ home: string; times: number }> = async ({ home, times }) => {
  const ready: number[] = []
  for (let at = 0; at < Math.ceil(times / 4); at += 1) {
    const daemon = await startDaemon(existing(home), 0)
    ready.push(daemon.readyMs)
    await daemon.stop()
  }
  const daemon = await startDaemon(home, 0)
  const status = (script: string) => oneByOne(times, () => answered([script, 'status', '--home', home]))
  const launched = median(await status(join(root, 'src-main', 'cli', 'launch', 'interlock.mjs')))
  const direct = median(await status(join(root, 'dist', 'cli.js')))
  const node = median(await oneByOne(times, () => answered(['-e', '0'])))
  await daemon.stop()
  return { ready: median(ready), launched, direct, node }
}

/** Runs Node with these arguments to its end. */
export async function answered(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`A command ended with code ${String(code)}.`)
}
