import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { createProcessTable } from '../process-table.ts'
import type { Limits } from './confinement.ts'

/** A place in the tree of control groups in which groups for commands may be made. */
export interface ControlGroups {
  /** The folder below which they are made. */
  readonly folder: string
  /** Undefined where the system refuses one, which leaves the limits to the watch. */
  open(limits: Limits): ControlGroup | undefined
}

/** One command's group: the kernel bounds its memory and processes together, also what no process has in its own memory. */
export interface ControlGroup {
  /** Puts a process and its children in; what they start is in as well. Throws when the system refuses. */
  enclose(this: void, pid: number): void
  /** What the kernel has ended it for. */
  exceeded(this: void): 'max_memory_bytes' | undefined
  /** Removes the group once it is empty. */
  close(): void
}

export interface ControlGroupPlace {
  /** Where the unified tree (version 2) is mounted; undefined where it is not. */
  readonly mount: string | undefined
  /** This process's own group in it, such as `/user.slice/…`. */
  readonly own: string
}

const NEEDED = ['memory', 'pids']
/** What stands around the command inside counts as well. */
const SPARE = 8
const REMOVALS = 20
const REMOVAL_MS = 50

/**
 * Finds the nearest group above this process that was delegated to its user: below it groups can be made, and they can bound
 * memory and processes. Whether the system lets processes be moved shows when the first one is.
 */
export function findControlGroups(place: ControlGroupPlace = ownPlace()): ControlGroups | { readonly reason: string } {
  if (place.mount === undefined) return { reason: 'There is no unified tree of control groups.' }
  for (let own = place.own; ; own = dirname(own)) {
    const folder = join(place.mount, own)
    if (isDelegated(folder)) {
      sweep(folder)
      return { folder, open: (limits) => openGroup(folder, limits) }
    }
    if (own === '/' || own === '.') break
  }
  return { reason: 'No control group with memory and processes is delegated to this user.' }
}

function ownPlace(): ControlGroupPlace {
  const mount = /^\S+ (\S+) cgroup2 /m.exec(textOf('/proc/self/mounts') ?? '')?.[1]
  const own = /^0::(.*)$/m.exec(textOf('/proc/self/cgroup') ?? '')?.[1] ?? '/'
  return { mount, own }
}

/** Groups can be made there, processes moved there, and the controllers are passed on to them. */
function isDelegated(folder: string): boolean {
  try {
    for (const path of [folder, join(folder, 'cgroup.procs')]) accessSync(path, constants.W_OK)
  } catch {
    // Somebody else's.
    return false
  }
  return ['cgroup.controllers', 'cgroup.subtree_control'].every((file) => {
    const names = (textOf(join(folder, file)) ?? '').trim().split(/\s+/)
    return NEEDED.every((name) => names.includes(name))
  })
}

function openGroup(above: string, { memoryBytes, processes }: Limits): ControlGroup | undefined {
  const folder = join(above, `interlock-${process.pid}-${randomBytes(6).toString('hex')}`)
  try {
    mkdirSync(folder)
    set(folder, 'memory.max', memoryBytes)
    set(folder, 'pids.max', processes + SPARE)
    // The kernel ends all of the group, not the one process that asked last.
    set(folder, 'memory.oom.group', 1)
  } catch {
    remove(folder)
    return undefined
  }
  // Systems without swap have no such file.
  trySet(folder, 'memory.swap.max', 0)
  let kills: number | undefined
  return {
    enclose(pid) {
      for (const each of [pid, ...createProcessTable().childrenOf(pid)]) set(folder, 'cgroup.procs', each)
    },
    exceeded: () => ((kills ?? killsIn(folder)) > 0 ? 'max_memory_bytes' : undefined),
    close() {
      kills ??= killsIn(folder)
      removeSoon(folder, REMOVALS)
    },
  }
}

/** The last process may still be on its way out. */
function removeSoon(folder: string, tries: number): void {
  if (remove(folder) || tries === 0) return
  setTimeout(() => removeSoon(folder, tries - 1), REMOVAL_MS).unref()
}

function killsIn(folder: string): number {
  return Number(/^oom_kill (\d+)$/m.exec(textOf(join(folder, 'memory.events')) ?? '')?.[1] ?? 0)
}

function set(folder: string, name: string, value: number): void {
  writeFileSync(join(folder, name), String(value))
}

function trySet(folder: string, name: string, value: number): void {
  try {
    set(folder, name, value)
  } catch {
    // The limit it would add is not there to be exceeded.
  }
}

/** Groups that a killed worker left. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const maker = /^interlock-(\d+)-/.exec(name)?.[1]
    if (maker !== undefined && !existsSync(`/proc/${maker}`)) remove(join(folder, name))
  }
}

/** @returns whether it is gone */
function remove(folder: string): boolean {
  try {
    rmdirSync(folder)
    return true
  } catch {
    // Processes are still in it; the next sweep looks again.
    return !existsSync(folder)
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // A system without it.
    return undefined
  }
}
