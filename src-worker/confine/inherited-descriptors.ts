import { openSync, readdirSync, readFileSync } from 'node:fs'

export type Slot = 'ignore' | 'pipe' | 'ipc' | number

const O_CLOEXEC = 0o2000000
let extraSlots: readonly Slot[] | undefined

/**
 * `stdio` for `spawn` that also covers descriptors which whoever started us left open without close-on-exec: they would reach
 * the job. Looked up once; our own are all close-on-exec.
 */
export function stdioWithoutLeaks(standard: readonly [Slot, Slot, Slot, ...Slot[]]): Slot[] {
  extraSlots ??= process.platform === 'linux' ? coverLeaks() : []
  return [...standard, ...extraSlots.slice(standard.length - 3)]
}

function coverLeaks(): Slot[] {
  const leaked = readdirSync('/proc/self/fdinfo')
    .map(Number)
    .filter((fd) => fd > 2 && isInherited(fd))
  if (leaked.length === 0) return []
  // libuv passes over 'ignore' beyond the standard three, so a leaked slot has to be given something harmless.
  const nothing = openSync('/dev/null', 'r')
  return Array.from({ length: Math.max(...leaked) - 2 }, (_, at) => (leaked.includes(at + 3) ? nothing : 'ignore'))
}

function isInherited(fd: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1]
    return flags !== undefined && (Number.parseInt(flags, 8) & O_CLOEXEC) === 0
  } catch {
    // The descriptor of the listing itself, closed meanwhile.
    return false
  }
}
