import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { aFolder, makeFolder, removeFolder } from './test-core.ts'

/** A file system of its own that can be filled and made read-only. */
export interface SmallDisk {
  /** Where a data directory may lie. */
  readonly home: string
  fill(): void
  /** Gives the room back. */
  free(): void
  setReadOnly(readOnly: boolean): void
}

/** Whether this process may mount one: as root of a system that lets it. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0 && triedToMount()

/** A small disk that goes with the test; ask for it before what lies on it. */
export function aSmallDisk(megabytes = 8): SmallDisk {
  const path = aFolder('disk')
  mount(path, megabytes)
  onTestFinished(() => unmount(path))
  const filler = join(path, 'filler')
  return {
    home: join(path, 'home'),
    fill() {
      // What is given back to a full disk is written over by smaller and smaller pieces.
      for (const bytes of [1_048_576, 65_536, 4096, 1]) append(filler, Buffer.alloc(bytes))
    },
    free: () => rmSync(filler, { force: true }),
    setReadOnly: (readOnly) => execFileSync('mount', ['-o', `remount,${readOnly ? 'ro' : 'rw'}`, path]),
  }
}

function mount(path: string, megabytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'interlock-test', path], {
    stdio: 'pipe',
  })
}

function unmount(path: string): void {
  execFileSync('umount', ['--lazy', path])
}

function triedToMount(): boolean {
  const path = makeFolder('mount')
  try {
    mount(path, 1)
    unmount(path)
    return true
  } catch {
    // Root of a container, for one, often may not.
    return false
  } finally {
    removeFolder(path)
  }
}

/** Appends `piece` again and again until no more of it fits. */
function append(file: string, piece: Buffer): void {
  const fd = openSync(file, 'a')
  try {
    for (;;) if (writeSync(fd, piece) < piece.length) return
  } catch {
    // Full: what was wanted.
  } finally {
    closeSync(fd)
  }
}
