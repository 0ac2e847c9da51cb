import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** What a socket or pipe may hold of the kernel's memory without further asking. */
const CHANNEL_BYTES = 256 * 1024
/** As many as a process may have open; so many are laid to one that does not let itself be looked into. */
const MOST_DESCRIPTORS = 4096

/** Memory the machine can still give; undefined where it does not say. */
export function availableBytes(): number | undefined {
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(textOf('/proc/meminfo') ?? '')?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}

/**
 * At most so much memory lies unread in the sockets and pipes of these processes, where it counts for none of them. What waits in
 * connections is known exactly, of their network as a whole.
 */
export function channelBytes(pids: readonly number[]): number {
  const channels = pids.reduce((sum, pid) => sum + channelsOf(pid), 0)
  return channels * CHANNEL_BYTES + queuedBytes(pids)
}

function channelsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).filter((name) => isChannel(`/proc/${pid}/fd/${name}`)).length
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES' ? MOST_DESCRIPTORS : 0
  }
}

function isChannel(path: string): boolean {
  try {
    return /^(socket|pipe):/.test(readlinkSync(path))
  } catch {
    // Closed meanwhile.
    return false
  }
}

const QUEUES = /^\s*\d+: \S+ \S+ \S+ ([0-9A-F]+):([0-9A-F]+) /gm

function queuedBytes(pids: readonly number[]): number {
  const last = pids.at(-1)
  if (last === undefined) return 0
  const tables = ['tcp', 'tcp6', 'udp', 'udp6'].map((name) => textOf(`/proc/${last}/net/${name}`) ?? '')
  return tables
    .flatMap((table) => [...table.matchAll(QUEUES)])
    .reduce((sum, [, sent = '0', received = '0']) => sum + Number.parseInt(sent, 16) + Number.parseInt(received, 16), 0)
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    // Gone meanwhile, or a system without it.
    return undefined
  }
}
