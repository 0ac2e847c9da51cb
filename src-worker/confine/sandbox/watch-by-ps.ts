import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { TreeWatch, TreeWatchOptions } from './tree-watch.ts'

const run = promisify(execFile)

/** Listing all processes takes some ten milliseconds of a processor. */
const PAUSE_MS = 250
const KIB = 1024

interface Row {
  readonly pid: number
  readonly ppid: number
  readonly pgid: number
  readonly residentBytes: number
  readonly cpuSeconds: number
}

/**
 * The watch for systems without `/proc`: processes that descend from a root or are of its group, what they hold, and the time they
 * used. Memory that several share counts for each. Not verified on macOS; a process that left its group and lost its parent is
 * not seen.
 */
export function watchByPs({
  roots,
  limits,
  onExceeded,
}: Pick<TreeWatchOptions, 'roots' | 'limits' | 'onExceeded'>): TreeWatch {
  const stopped = new AbortController()

  async function look(): Promise<Parameters<typeof onExceeded>[0] | undefined> {
    const members = membersOf(await listAll(stopped.signal), roots)
    const sum = (what: 'residentBytes' | 'cpuSeconds') => members.reduce((total, row) => total + row[what], 0)
    if (members.length > limits.processes) return 'max_processes'
    if (sum('residentBytes') > limits.memoryBytes) return 'max_memory_bytes'
    return sum('cpuSeconds') >= (limits.cpuSeconds ?? Infinity) ? 'max_cpu_sec' : undefined
  }

  async function watch(): Promise<void> {
    while (!stopped.signal.aborted) {
      await sleep(PAUSE_MS, undefined, { signal: stopped.signal, ref: false })
      const exceeded = await look()
      if (exceeded !== undefined && !stopped.signal.aborted) return onExceeded(exceeded)
    }
  }
  // Stopped while it waited, or a machine whose `ps` does not run: nothing is seen there, as the report says.
  watch().catch(() => undefined)

  return { stop: () => stopped.abort() }
}

function membersOf(rows: readonly Row[], roots: readonly number[]): Row[] {
  const children = Map.groupBy(rows, ({ ppid }) => ppid)
  const members = new Map<number, Row>()
  const queue = rows.filter(({ pid, pgid }) => roots.includes(pid) || roots.includes(pgid))
  for (let row = queue.pop(); row !== undefined; row = queue.pop()) {
    if (members.has(row.pid)) continue
    members.set(row.pid, row)
    queue.push(...(children.get(row.pid) ?? []))
  }
  return [...members.values()]
}

async function listAll(signal: AbortSignal): Promise<Row[]> {
  const columns = 'pid=,ppid=,pgid=,rss=,time='
  const { stdout } = await run('/bin/ps', ['-axo', columns], {
    env: { LC_ALL: 'C' },
    signal,
    maxBuffer: 16 * KIB * KIB,
  })
  return stdout.split('\n').flatMap((line) => {
    const [pid, ppid, pgid, kibibytes, time] = line.trim().split(/\s+/)
    if (pid === undefined || time === undefined) return []
    const residentBytes = Number(kibibytes) * KIB
    return [{ pid: Number(pid), ppid: Number(ppid), pgid: Number(pgid), residentBytes, cpuSeconds: secondsIn(time) }]
  })
}

/** `1:02.50` on macOS, `1-02:03:04` and `02:03:04` on Linux. */
export function secondsIn(time: string): number {
  const [days, clock] = time.includes('-') ? time.split('-') : ['0', time]
  return (clock ?? '').split(':').reduce((total, part) => total * 60 + Number(part), 0) + Number(days) * 86_400
}
