import { join } from 'node:path'
import { buildHost, startHost } from '../desktop/start-host.ts'
import { median } from '../statistics.ts'
import { existing } from './bench-core.ts'
import type { Measure } from './figures.ts'
import { oneByOne } from './pace.ts'
import { answered } from './start.ts'

/** How long the core side of the desktop's main process takes in a fresh process, on data that is there and on none. */
export const measure: Measure<{ home: string; times: number }> = async ({ folder, home, times }) => {
  const entry = await buildHost(join(folder, 'host'))
  const took = async (place: string) => {
    const host = await startHost(entry, place, 0)
    await host.stop()
    return host
  }
  const ready: number[] = []
  const work: number[] = []
  const first: number[] = []
  const node: number[] = []
  for (let at = 0; at < times; at += 1) {
    node.push(...(await oneByOne(1, () => answered(['-e', '0']))))
    const { readyMs, readyWorkMs } = await took(existing(home))
    ready.push(readyMs)
    work.push(readyWorkMs)
    first.push((await took(join(folder, `new-${at}`))).readyMs)
  }
  return { ready: median(ready), ready_work: median(work), first: median(first), node: median(node) }
}
