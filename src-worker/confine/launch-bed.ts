import { afterEach, beforeAll, beforeEach } from 'vitest'
import { launch, type LaunchSpec } from './launch.ts'
import { LaunchRefused } from './launch-refused.ts'
import { openRoot, type Root } from './open-beneath.ts'
import { PathRejected } from './path-rejected.ts'
import type { LaunchSupport } from './launch-support.ts'
import { probeLaunch } from './probe-launch.ts'
import type { Exit } from './supervise.ts'
import { type Bed, makeBed } from './test-bed.ts'

/** The workspace of the test that runs. */
export let bed: Bed
export let root: Root
/** The best way to launch that this machine has. */
export let best: LaunchSupport

/** Gives each test of a file its workspace; to be called by the file itself, since this one is loaded once for several. */
export function withLaunchBed(): void {
  beforeAll(async () => {
    best = await probeLaunch()
  })
  beforeEach(() => {
    bed = makeBed()
    root = openRoot(bed.root)
  })
  afterEach(() => {
    root.close()
    bed.remove()
  })
}

export function spec(argv: readonly string[], more: Partial<LaunchSpec> = {}): LaunchSpec {
  return {
    argv,
    cwd: { root, path: '.' },
    env: { PATH: process.env['PATH'] ?? '' },
    timeoutMs: 20_000,
    onOutput: () => undefined,
    stdin: 'ignore',
    ...more,
  }
}

/** Runs a command to its end. */
export async function run(
  argv: readonly string[],
  more: Partial<LaunchSpec> = {},
): Promise<Exit & { out: string; err: string }> {
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  const started = await launch(spec(argv, { onOutput: (stream, bytes) => void chunks[stream].push(bytes), ...more }))
  const exit = await started.exited
  return { ...exit, out: Buffer.concat(chunks.stdout).toString(), err: Buffer.concat(chunks.stderr).toString() }
}

/** Why an attempt was refused, or `started`. */
export async function refusalOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt
    return 'started'
  } catch (error) {
    if (error instanceof LaunchRefused) return error.code
    if (error instanceof PathRejected) return error.reason
    throw error
  }
}

export const sh = (script: string) => ['sh', '-c', script]
export const weaker = (kind: LaunchSupport['kind']): LaunchSupport => ({ kind, reason: 'for this test' })

/** What descriptors lead to by a long listing of them: without the listing itself and what was covered with /dev/null. */
export function openFiles(listing: string): string[] {
  const targets = [...listing.matchAll(/ (\d+) -> (\S+)/g)].map(([, fd, target = '']) => ({ fd: Number(fd), target }))
  return targets
    .toSorted((a, b) => a.fd - b.fd)
    .filter(({ fd, target }) => fd < 3 || !(target === '/dev/null' || /^\/proc\/\d+\/fd$/.test(target)))
    .map(({ target }) => target.replace(/.*interlock-pipes-.*/, 'fifo'))
}
