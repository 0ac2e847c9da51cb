import { readdirSync, readFileSync } from 'node:fs'

/** A process as the kernel shows it; one that runs no more code is none. Linux only, as the tests that kill for sure are. */
export interface SeenProcess {
  readonly pid: number
  readonly ppid: number
  /** Whether it is stopped by a signal. */
  readonly stopped: boolean
  readonly command: string
  /** Its environment as it was started, `NAME=value` ended by NUL each; empty where it is not ours to see. */
  readonly environment: string
}

/** Every living process. */
export function livingProcesses(): SeenProcess[] {
  if (process.platform !== 'linux') throw new Error('This test looks into /proc, which only Linux has.')
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => seen(Number(name)))
    .filter((found) => found !== undefined)
}

/** Living processes whose command line or environment holds `mark`, this one left out. */
export function livingWith(mark: string): SeenProcess[] {
  return livingProcesses().filter(
    ({ pid, command, environment }) => pid !== process.pid && (command.includes(mark) || environment.includes(mark)),
  )
}

export function isLiving(pid: number): boolean {
  return seen(pid) !== undefined
}

/** The kernel's PF_EXITING: killed for good, but waiting for somebody to collect the dead of its namespace. */
const EXITING = 4

function seen(pid: number): SeenProcess | undefined {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === '') return undefined
  // The name in brackets may hold anything, brackets included.
  const [state = 'Z', ppid = '0', , , , , flags = '0'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (state === 'Z' || state === 'X' || (Number(flags) & EXITING) !== 0) return undefined
  return {
    pid,
    ppid: Number(ppid),
    stopped: state === 'T' || state === 't',
    command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' '),
    environment: read(`/proc/${pid}/environ`),
  }
}

/** A process that ends meanwhile, or is not ours, reads as nothing. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
