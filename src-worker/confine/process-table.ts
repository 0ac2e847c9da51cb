import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { errnoOf } from './path-rejected.ts'

/** One process as the system lists it. Identity is `pid` together with `startTime`: a number alone is used again. */
export interface ProcessRow {
  readonly pid: number
  readonly ppid: number
  readonly pgid: number
  /** Opaque; equal for one process and different for the next one with its number, also after a restart of the machine. */
  readonly startTime: string
  /** Finished, only not yet collected by its parent. */
  readonly zombie: boolean
}

export interface ProcessTable {
  list(): ProcessRow[]
  find(pid: number): ProcessRow | undefined
  /** The living processes whose parent it is, in the order they were started. */
  childrenOf(pid: number): number[]
  /** Whether `entry` (`NAME=value`) stood in the environment the process was started with; false where that may not be read. */
  startedWith(pid: number, entry: string): boolean
  /** Resident memory in bytes; 0 for a process that is gone. */
  residentBytes(pid: number): number
}

/** The processes of this machine. Linux reads `/proc`; macOS asks `ps`, Windows has no table here. Both are unverified. */
export function createProcessTable(platform: NodeJS.Platform = process.platform): ProcessTable {
  if (platform === 'linux') return linuxTable()
  return platform === 'win32' ? NO_TABLE : psTable()
}

const NO_TABLE: ProcessTable = {
  list: () => [],
  find: () => undefined,
  childrenOf: () => [],
  startedWith: () => false,
  residentBytes: () => 0,
}

function linuxTable(): ProcessTable {
  // Start times count from the boot, so they mean nothing without it.
  const boot = read('/proc/sys/kernel/random/boot_id')?.slice(0, 8) ?? ''

  function find(pid: number): ProcessRow | undefined {
    const stat = read(`/proc/${pid}/stat`)
    if (stat === undefined) return undefined
    // The name stands in parentheses and may hold any character, parentheses too; see proc_pid_stat(5).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return {
      pid,
      ppid: Number(fields[1]),
      pgid: Number(fields[2]),
      startTime: `${boot}-${fields[19]}`,
      zombie: fields[0] === 'Z' || fields[0] === 'X',
    }
  }

  const list = () =>
    readdirSync('/proc').flatMap((name) => {
      const row = /^\d+$/.test(name) ? find(Number(name)) : undefined
      return row === undefined ? [] : [row]
    })

  return {
    list,
    find,
    childrenOf(pid) {
      // Not every kernel is built with this file, which saves going through all processes.
      const children = read(`/proc/${pid}/task/${pid}/children`)
      return children === undefined ? childrenIn(list(), pid) : children.split(' ').filter(Boolean).map(Number)
    },
    startedWith: (pid, entry) => read(`/proc/${pid}/environ`)?.split('\0').includes(entry) ?? false,
    residentBytes(pid) {
      const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1]
      return Number(kilobytes ?? 0) * 1024
    },
  }
}

function childrenIn(rows: readonly ProcessRow[], parent: number): number[] {
  return rows.filter(({ ppid, zombie }) => ppid === parent && !zombie).map(({ pid }) => pid)
}

/** What stands in a file of `/proc`, or undefined when the process is gone or not ours to look at. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(errnoOf(error) ?? '')) return undefined
    throw error
  }
}

function psTable(): ProcessTable {
  const columns = 'pid=,ppid=,pgid=,stat=,lstart='

  function rows(...selection: string[]): ProcessRow[] {
    return ps(...selection, '-o', columns).flatMap((line) => {
      const [pid, ppid, pgid, state, ...started] = line.trim().split(/\s+/)
      if (pid === undefined || state === undefined) return []
      return [
        {
          pid: Number(pid),
          ppid: Number(ppid),
          pgid: Number(pgid),
          startTime: started.join(' '),
          zombie: state.startsWith('Z'),
        },
      ]
    })
  }

  return {
    list: () => rows('-ax'),
    find: (pid) => rows('-p', String(pid))[0],
    childrenOf: (pid) => childrenIn(rows('-ax'), pid),
    startedWith: (pid, entry) =>
      ps('-E', '-p', String(pid), '-o', 'command=').some((line) => line.split(' ').includes(entry)),
    residentBytes: (pid) => Number(ps('-p', String(pid), '-o', 'rss=')[0] ?? 0) * 1024,
  }
}

function ps(...args: string[]): string[] {
  const { stdout } = spawnSync('/bin/ps', args, {
    encoding: 'utf8',
    env: { LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return stdout.split('\n').filter((line) => line !== '')
}
