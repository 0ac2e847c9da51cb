import { readFileSync } from 'node:fs'

/** `sysconf(_SC_CLK_TCK)`: the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

/** Milliseconds a process has worked, all its threads together. Linux only, as all that is read of processes here. */
export function workedMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name in brackets may hold anything, brackets included.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND
}

/** Bytes of memory a process holds. */
export function residentBytes(pid: number): number {
  return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

/** Bytes of those that lie in files, such as its program, and are shared with whoever maps the same. */
export function residentFileBytes(pid: number): number {
  return 1024 * Number(/^RssFile:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

/** Looks again and again until `stop`, which gives the most there was. */
export function watchMost(look: () => number) {
  let most = look()
  const timer = setInterval(() => (most = Math.max(most, look())), 50)
  return {
    stop(): number {
      clearInterval(timer)
      return Math.max(most, look())
    },
  }
}
