import { join } from 'node:path'
import { buildHost, startHost } from '../desktop/start-host.ts'
import { median } from '../statistics.ts'
import { existing } from './bench-core.ts'
import type { Measure } from './figures.ts'

/** How long the core side of the desktop's main process takes in a fresh process, on data that is there and on none. */
export const measure: Measure<{ home: string; times: number }> = async ({ folder, home, times }) => {
  const entry = await buildHost(join(folder, 'host'))
  const took = async (place: string) => {
    const host = await startHost(entry, place, 0)
    await host.stop()
    return host.readyMs
  }
  const ready: number[] = []
  const first: number[] = []
  for (let at = 0; at < times; at += 1) {
    ready.push(await took(existing(home)))
    first.push(await took(join(folder, `new-${at}`)))
  }
  return { ready: median(ready), first: median(first) }
}
