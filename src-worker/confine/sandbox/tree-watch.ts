import { readdirSync, readFileSync, statfsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Limits } from './confinement.ts'
import { availableBytes, channelBytes } from './held-memory.ts'

/** A limit that a command went over, by the name of its budget. */
export type ExceededLimit = 'max_memory_bytes' | 'max_processes' | 'max_cpu_sec' | 'max_file_bytes' | 'max_disk_bytes'

export interface TreeWatch {
  stop(): void
}

export interface TreeWatchOptions {
  /** Processes whose descendants are counted, themselves included. */
  readonly roots: readonly number[]
  readonly limits: Limits
  /** Processes in the tree that are ours. */
  readonly spare: number
  /** The first process of a sandbox with temporary folders of its own, where there is one. */
  readonly inside?: number
  /** A folder on the file system that the command can fill. */
  readonly folder: string
  readonly onExceeded: (limit: ExceededLimit) => void
}

/** Fast enough for a memory bomb at full speed to be met within a fifth over its limit; see `docs/guarantees.md`. */
const EAGER_MS = 100
const CALM_MS = 250
/** USER_HZ, which Linux has fixed for what it shows. */
const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4096
/** A home may be a folder of the machine's; these never are. */
const TEMPORARY = ['/tmp', '/dev/shm']
const TMPFS_MAGIC = 0x0102_1994
/** What a file costs at least, however empty: of memory in a temporary folder, and of a disk as its share of inodes. */
const FILE_BYTES = { temporary: 1024, disk: 4096 } as const
/** No system makes files faster; so much processor time of its own a command must have used to have made them. */
const FILES_PER_TICK = 10_000
/** The same for bytes, of processes that do not let themselves be looked into. */
const BYTES_PER_TICK = 64 * 1024 ** 2

/** Looks at what a tree of processes uses, again and again until it is stopped, and says once when that is too much. */
export function watchTree({ roots, limits, spare, inside, folder, onExceeded }: TreeWatchOptions): TreeWatch {
  const stopped = new AbortController()
  const freeAtStart = freeOf(folder)
  const availableAtStart = availableBytes() ?? 0
  /** What each process was last seen to have written; those that ended count on. */
  const written = new Map<string, { disk: number; calls: number; ticks: number }>()

  function look(): { exceeded: ExceededLimit | undefined; isBusy: boolean } {
    const tree = listTree(roots)
    const tasks = tree.reduce((sum, row) => sum + row.threads, 0) - spare
    if (tasks > limits.processes) return { exceeded: 'max_processes', isBusy: true }
    const seconds = tree.reduce((sum, row) => sum + row.ticks, 0) / TICKS_PER_SECOND
    if (limits.cpuSeconds !== undefined && seconds > limits.cpuSeconds) return { exceeded: 'max_cpu_sec', isBusy: true }
    const resident = tree.reduce((sum, row) => sum + row.residentBytes, 0)
    const isHeavy = resident > limits.memoryBytes / 2
    const drained = availableAtStart - (availableBytes() ?? availableAtStart)
    // Resident pages of files are shared and can be given back; what counts is read only where it could be too much.
    if (Math.max(resident, drained) > limits.memoryBytes && heldBy(tree, drained) > limits.memoryBytes)
      return { exceeded: 'max_memory_bytes', isBusy: true }
    for (const row of tree) remember(row)
    const disk = sumOf('disk')
    const free = freeOf(folder)
    const isFilling = freeAtStart.bytes - free.bytes > limits.diskBytes && sumOf('calls') > limits.diskBytes
    const files = freeAtStart.files - free.files
    // Others use the same disk: what this command cannot have made in its time is not laid to it.
    const isLittering = files * FILE_BYTES.disk > limits.diskBytes && sumOf('ticks') * FILES_PER_TICK > files
    if (isLittering) return { exceeded: 'max_disk_bytes', isBusy: true }
    if (disk > limits.diskBytes || isFilling || temporaryBytesSeenBy(inside, tree) > temporaryLimit(limits))
      return { exceeded: 'max_disk_bytes', isBusy: true }
    return {
      exceeded: undefined,
      isBusy:
        isHeavy || drained > limits.memoryBytes / 2 || disk > limits.diskBytes / 4 || tasks > limits.processes / 4,
    }
  }

  /** Others use the same memory: what is held in channels is laid to this command only where so much is gone. */
  function heldBy(tree: readonly Row[], drained: number): number {
    const own = tree.reduce((sum, row) => sum + ownBytes(row.pid), 0)
    if (drained <= limits.memoryBytes) return own
    return own + channelBytes(tree.flatMap(({ pid }) => (roots.includes(pid) ? [] : [pid])))
  }

  function remember({ pid, startTime, ticks }: Row): void {
    const io = read(`/proc/${pid}/io`)
    if (io === undefined)
      return void written.set(`${pid} ${startTime}`, { disk: 0, calls: ticks * BYTES_PER_TICK, ticks })
    const number = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(io)?.[1] ?? 0)
    const disk = Math.max(0, number('write_bytes') - number('cancelled_write_bytes'))
    written.set(`${pid} ${startTime}`, { disk, calls: number('wchar'), ticks })
  }

  function sumOf(what: 'disk' | 'calls' | 'ticks'): number {
    return [...written.values()].reduce((sum, each) => sum + each[what], 0)
  }

  async function run(): Promise<void> {
    let pause = EAGER_MS / 2
    for (;;) {
      await sleep(pause, undefined, { signal: stopped.signal, ref: false })
      const { exceeded, isBusy } = look()
      if (exceeded !== undefined) return onExceeded(exceeded)
      pause = isBusy ? EAGER_MS : CALM_MS
    }
  }
  // The only way to fail is to be stopped while it waits; a machine without /proc shows an empty tree.
  run().catch(() => undefined)

  return { stop: () => stopped.abort() }
}

/** What may lie in temporary folders, which are part of memory. */
export function temporaryLimit({ diskBytes, memoryBytes }: Limits): number {
  return Math.min(diskBytes, memoryBytes / 2)
}

interface Row {
  readonly pid: number
  readonly startTime: string
  readonly threads: number
  /** Processor time of it and of those it has collected. */
  readonly ticks: number
  readonly residentBytes: number
}

function listTree(roots: readonly number[]): Row[] {
  const rows = new Map<number, Row>()
  const queue = [...roots]
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    const row = rows.has(pid) ? undefined : rowOf(pid)
    if (row === undefined) continue
    rows.set(pid, row)
    // Every thread can have children of its own.
    const children = row.threads === 1 ? read(`/proc/${pid}/task/${pid}/children`) : childrenOfThreads(pid)
    queue.push(...(children ?? '').split(' ').filter(Boolean).map(Number))
  }
  return [...rows.values()]
}

function childrenOfThreads(pid: number): string {
  return threadsOf(pid)
    .map((thread) => read(`/proc/${pid}/task/${thread}/children`) ?? '')
    .join(' ')
}

function rowOf(pid: number): Row | undefined {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15).map(Number)
  return {
    pid,
    startTime: fields[19] ?? '',
    threads: Number(fields[17] ?? 1),
    ticks: utime + stime + cutime + cstime,
    residentBytes: Number(fields[21] ?? 0) * PAGE_BYTES,
  }
}

/** Memory that belongs to a process or is shared in memory only, and what tells where its pages are. Pages a fork has not changed yet count for both. */
function ownBytes(pid: number): number {
  const status = read(`/proc/${pid}/status`) ?? ''
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0)
  return (kilobytes('RssAnon') + kilobytes('RssShmem') + kilobytes('VmPTE')) * 1024
}

/** What lies in the temporary folders of a sandbox, seen through one of its processes; the first one may not be looked into. */
function temporaryBytesSeenBy(inside: number | undefined, tree: readonly Row[]): number {
  const at = tree.findIndex(({ pid }) => pid === inside)
  for (const { pid } of at < 0 ? [] : tree.slice(at).toReversed()) {
    const sizes = TEMPORARY.map((path) => usedBytes(`/proc/${pid}/root${path}`))
    if (sizes.some((size) => size !== undefined)) return Math.max(...sizes.map((size) => size ?? 0))
  }
  return 0
}

function usedBytes(path: string): number | undefined {
  try {
    const { type, blocks, bfree, bsize, files, ffree } = statfsSync(path)
    return type === TMPFS_MAGIC ? (blocks - bfree) * bsize + (files - ffree) * FILE_BYTES.temporary : undefined
  } catch {
    // The process ended, or may not be looked into.
    return undefined
  }
}

function freeOf(folder: string): { bytes: number; files: number } {
  try {
    const { bfree, bsize, ffree } = statfsSync(folder)
    return { bytes: bfree * bsize, files: ffree }
  } catch {
    // The folder is gone; whoever opens it says so. What is not known exceeds nothing.
    return { bytes: Number.NaN, files: Number.NaN }
  }
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    // Gone meanwhile.
    return []
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    // Gone meanwhile, or not ours to look at.
    return undefined
  }
}
