import Database from 'better-sqlite3'
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { median } from '../statistics.ts'

/** The class of machine the figures hold for; no names and no paths. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memory_gb: number
  readonly system: string
  readonly node: string
  readonly sqlite: string
  /** Writing 4 KiB over and syncing them, median. */
  readonly fdatasync_ms: number
}

export function describeMachine(folder: string): Machine {
  const database = new Database(':memory:')
  const sqlite = String(database.prepare('SELECT sqlite_version()').pluck().get())
  database.close()
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory_gb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    sqlite,
    fdatasync_ms: syncMs(folder),
  }
}

export function machineLine(machine: Machine): string {
  const { cpu, cores, memory_gb, system, node, sqlite, fdatasync_ms } = machine
  return `${cores} × ${cpu}, ${memory_gb} GB, ${system}, Node ${node}, SQLite ${sqlite}, fdatasync ${fdatasync_ms.toFixed(2)} ms`
}

/** The load of the last minute. */
export function load(): number {
  return loadavg()[0] ?? 0
}

function syncMs(folder: string): number {
  const path = join(folder, 'sync')
  const fd = openSync(path, 'w')
  const block = Buffer.alloc(4096)
  const took = Array.from({ length: 100 }, (_, at) => {
    const before = performance.now()
    writeSync(fd, block, 0, block.length, (at % 16) * block.length)
    fdatasyncSync(fd)
    return performance.now() - before
  })
  closeSync(fd)
  rmSync(path)
  return median(took.slice(20))
}
