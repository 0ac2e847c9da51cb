import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Longest socket path that fits into `sun_path` on every system (macOS has 104 bytes with the closing zero). */
const MAX_SOCKET_PATH = 103

/** The name a core's socket has wherever the system allows it. */
export function usualSocket(home: string): string | undefined {
  const path = join(home, 'run', 'core.sock')
  return process.platform !== 'win32' && Buffer.byteLength(path) <= MAX_SOCKET_PATH ? path : undefined
}

/**
 * The file that names the socket where the usual name cannot serve: Windows has pipes instead of socket files, and a
 * deep data directory makes the path too long. Its folder is ours alone, so nobody else can point us elsewhere.
 */
export function socketPointer(home: string): string {
  return join(home, 'run', 'core.address')
}

/** Where the core of `home` would listen; undefined when none has ever run there. */
export function socketOf(home: string): string | undefined {
  const usual = usualSocket(home)
  if (usual !== undefined) return usual
  try {
    return readFileSync(socketPointer(home), 'utf8').trim()
  } catch {
    // No pointer, no core.
    return undefined
  }
}
