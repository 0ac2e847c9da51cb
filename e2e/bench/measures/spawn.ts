import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Confinement, DEFAULT_CONFINEMENT, launch, openRoot, probeLaunch, type Root, selfTest } from '#confine'
import { median, percentile } from '../statistics.ts'
import type { Measure } from './figures.ts'

/** `true`: started plainly, in a bare sandbox by hand, in the product's, and in that with a proxy for a named host. */
export const measure: Measure<{ times: number }> = async ({ folder, times }) => {
  const support = await probeLaunch()
  if (support.kind !== 'bwrap') throw new Error(`There is no sandbox here: ${support.reason}`)
  const root = openRoot(folder)
  const ways = {
    plain: () => ended('true', []),
    by_hand: () => ended('/usr/bin/bwrap', BY_HAND),
    sandboxed: () => launched(root, {}),
    named_host: () => launched(root, { hosts: ['example.com'] }),
  } as const
  const took = Object.fromEntries(Object.keys(ways).map((name): [string, number[]] => [name, []]))
  // In turns, so that what the machine does meanwhile meets all of them.
  for (let at = -WARM_UPS; at < times; at += 1)
    for (const [name, way] of Object.entries(ways)) {
      const before = performance.now()
      await way()
      if (at >= 0) took[name]?.push(performance.now() - before)
    }
  root.close()
  const before = performance.now()
  await selfTest({ support })
  const self_test = performance.now() - before
  const figures = Object.entries(took).flatMap(([name, each]) => [
    [name, median(each)],
    [`${name}_p95`, percentile(each, 0.95)],
  ])
  return { ...Object.fromEntries(figures), self_test }
}

const WARM_UPS = 5

/** What a sandbox needs at least: the same namespaces and folders, without pinning, filter, limits or a report of the end. */
export const BY_HAND = [
  '--unshare-all --die-with-parent --new-session --ro-bind /usr /usr --symlink usr/lib /lib --symlink usr/lib64 /lib64',
  '--proc /proc --dev /dev --tmpfs /tmp --tmpfs /run -- /usr/bin/true',
].flatMap((words) => words.split(' '))

/** `true` in the sandbox of jobs. */
export async function launched(root: Root, confinement: Partial<Confinement>): Promise<void> {
  const started = await launch({
    argv: ['/usr/bin/true'],
    cwd: { root, path: '.' },
    env: {},
    timeoutMs: 60_000,
    onOutput: () => undefined,
    stdin: 'ignore',
    confinement: { ...DEFAULT_CONFINEMENT, ...confinement },
  })
  await started.exited
}

export async function ended(file: string, args: readonly string[]): Promise<void> {
  await once(spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] }), 'exit')
}
