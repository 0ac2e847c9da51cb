import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errnoOf } from './path-rejected.ts'
import { createProcessTable, type ProcessRow, type ProcessTable } from './process-table.ts'

/** Names the run in the environment of what it starts, so that its processes are found when nothing else leads to them. */
export const RUN_COOKIE = 'INTERLOCK_RUN'

/** A process that cannot be confused with a later one of the same number. */
export interface ProcessRef {
  readonly pid: number
  readonly startTime: string
}

export interface KillOptions {
  /** Also ends every process that was started with `INTERLOCK_RUN=<cookie>`. */
  readonly cookie?: string
  /** How long to wait until all of them are gone. Default 2,000 ms. */
  readonly waitMs?: number
}

export interface KillReport {
  /** Processes that were sent SIGKILL. */
  readonly killed: readonly ProcessRef[]
  /** Those of them that still exist: waiting in the kernel, or not ours to kill. */
  readonly survivors: readonly ProcessRef[]
}

const DEFAULT_WAIT_MS = 2000
const MAX_PASSES = 50

/**
 * Ends a process and all that came from it: descendants by parent, members of its process group, and with a cookie those that
 * left both. They are stopped first and looked for again until no new one appears, so that a process which keeps forking
 * cannot run away. With `startTime`, a process that merely has the same number is left alone. Works on any process of the same
 * user, also when the one that started it is gone. On Windows `taskkill` does it.
 */
export async function killTree(pid: number, startTime?: string, options: KillOptions = {}): Promise<KillReport> {
  if (process.platform === 'win32') return taskkill(pid)
  const table = createProcessTable()
  const first = table.find(pid)
  const isSame = first !== undefined && (startTime === undefined || first.startTime === startTime)
  // A group outlives its leader and keeps its number from being used again, so without the leader the group is still ours.
  const isGone = first === undefined
  const seeds = (row: ProcessRow) => (isSame && row.pid === pid) || ((isSame || isGone) && row.pgid === pid)
  return killAll(
    table,
    (row) => seeds(row) || (options.cookie !== undefined && carries(table, row, options.cookie)),
    options,
  )
}

/** Ends every process started with `INTERLOCK_RUN=<cookie>` and all that came from them. */
export async function killOwned(cookie: string, options: Omit<KillOptions, 'cookie'> = {}): Promise<KillReport> {
  const table = createProcessTable()
  return killAll(table, (row) => carries(table, row, cookie), options)
}

/** Living processes started with `INTERLOCK_RUN=<cookie>`, without this one. */
export function listOwned(cookie: string): ProcessRef[] {
  const table = createProcessTable()
  return table
    .list()
    .filter((row) => row.pid !== process.pid && !row.zombie && carries(table, row, cookie))
    .map(refOf)
}

/** The start of a living process, to be kept beside its number; undefined when there is none. */
export function processStartTime(pid: number): string | undefined {
  const row = createProcessTable().find(pid)
  return row === undefined || row.zombie ? undefined : row.startTime
}

/** How many processes descend from `roots` (included) and the memory they hold. Shared pages count once per process. */
export function measureTree(roots: readonly number[]): { processes: number; residentBytes: number } {
  const table = createProcessTable()
  const members = withDescendants(table.list(), (row) => roots.includes(row.pid))
  return {
    processes: members.length,
    residentBytes: members.reduce((sum, row) => sum + table.residentBytes(row.pid), 0),
  }
}

/** Sends `signal` to the members of a process group except `spare`. */
export function signalGroup(pgid: number, signal: NodeJS.Signals, spare?: number): void {
  const table = createProcessTable()
  for (const row of table.list()) {
    if (row.pgid === pgid && row.pid !== spare && !row.zombie) send(table, row, signal)
  }
}

async function killAll(
  table: ProcessTable,
  seed: (row: ProcessRow) => boolean,
  options: KillOptions,
): Promise<KillReport> {
  const found = new Map<string, ProcessRow>()
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const rows = table.list()
    const spared = selfAndAncestors(rows)
    const members = withDescendants(rows, (row) => found.has(keyOf(row)) || (!spared.has(row.pid) && seed(row)))
    const fresh = members.filter((row) => !spared.has(row.pid) && !found.has(keyOf(row)))
    if (fresh.length === 0) break
    for (const row of fresh) {
      found.set(keyOf(row), row)
      send(table, row, 'SIGSTOP')
    }
  }
  for (const row of found.values()) send(table, row, 'SIGKILL')
  const killed = [...found.values()]
  return { killed: killed.map(refOf), survivors: await waitUntilGone(table, killed, options.waitMs ?? DEFAULT_WAIT_MS) }
}

async function waitUntilGone(table: ProcessTable, rows: readonly ProcessRow[], waitMs: number): Promise<ProcessRef[]> {
  const deadline = performance.now() + waitMs
  for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
    const left = rows.filter((row) => lives(table, row))
    if (left.length === 0 || performance.now() >= deadline) return left.map(refOf)
    await sleep(pause)
  }
}

function withDescendants(rows: readonly ProcessRow[], seed: (row: ProcessRow) => boolean): ProcessRow[] {
  const children = Map.groupBy(rows, (row) => row.ppid)
  const members = new Map<number, ProcessRow>()
  const queue = rows.filter((row) => !row.zombie && seed(row))
  for (let row = queue.pop(); row !== undefined; row = queue.pop()) {
    if (members.has(row.pid)) continue
    members.set(row.pid, row)
    queue.push(...(children.get(row.pid) ?? []).filter((child) => !child.zombie))
  }
  return [...members.values()]
}

/** A cookie in our own environment, or a wrong number, must not end us or whoever started us. */
function selfAndAncestors(rows: readonly ProcessRow[]): ReadonlySet<number> {
  const parents = new Map(rows.map((row) => [row.pid, row.ppid]))
  const spared = new Set([0, 1])
  for (let pid: number | undefined = process.pid; pid !== undefined && !spared.has(pid); pid = parents.get(pid))
    spared.add(pid)
  return spared
}

function carries(table: ProcessTable, row: ProcessRow, cookie: string): boolean {
  return table.startedWith(row.pid, `${RUN_COOKIE}=${cookie}`)
}

function lives(table: ProcessTable, row: ProcessRow): boolean {
  const now = table.find(row.pid)
  return now !== undefined && !now.zombie && now.startTime === row.startTime
}

function send(table: ProcessTable, row: ProcessRow, signal: NodeJS.Signals): void {
  if (!lives(table, row)) return
  try {
    process.kill(row.pid, signal)
  } catch (error) {
    // Gone meanwhile, or not ours: the report's survivors say which.
    if (!['ESRCH', 'EPERM'].includes(errnoOf(error) ?? '')) throw error
  }
}

function refOf({ pid, startTime }: ProcessRow): ProcessRef {
  return { pid, startTime }
}

function keyOf({ pid, startTime }: ProcessRow): string {
  return `${pid} ${startTime}`
}

/** Unverified. Windows numbers are used again as well, but `taskkill` knows no start times. */
function taskkill(pid: number): KillReport {
  const command = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe')
  const { status } = spawnSync(command, ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
  const ref = { pid, startTime: '' }
  return { killed: [ref], survivors: status === 0 ? [] : [ref] }
}
