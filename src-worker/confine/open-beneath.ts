import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Confirm, describe, type EntryStat, listNames, removeBeside, removeFile, replaceFile } from './entries.ts'
import { PathRejected } from './path-rejected.ts'
import { resolveBeneath } from './resolve-beneath.ts'
import { type Inside, splitInside, splitRel } from './split-rel.ts'
import type { Entered } from './standing.ts'
import { createWalker, O_PATH, rejected, type Walker } from './walker.ts'

/** `read` an existing file, `create` a new one, `write` (emptied) or `append` to an existing one. */
export type OpenMode = 'read' | 'create' | 'write' | 'append'

export interface ReadOutcome {
  /** The first bytes of the file, at most `limitBytes`. */
  readonly bytes: Buffer
  /** Size of the whole file when it was opened. */
  readonly size: number
}

export interface ReadOptions {
  /** No byte beyond this is ever read. */
  readonly limitBytes: number
  /** Memory to read into when it is large enough; the outcome's `bytes` is then a view of it, valid until the next use. */
  readonly into?: Buffer
}

/** A directory kept open, for use as a working directory. */
export interface HeldDirectory {
  /** Names exactly this directory for `spawn({ cwd })` until `close`, whatever happens to its path. */
  readonly path: string
  /** Where it was when it was opened. For display. */
  readonly realPath: string
  close(): void
}

/**
 * One workspace directory, and everything below it. Paths are relative with `/`, by the rules of `splitRel`, or come from
 * `resolveInside`. Nothing here follows a symbolic link except `resolveInside` and `readInside`, and those only to targets
 * below the root. Every call is synchronous and short. Throws PathRejected for what the path is, system errors for the rest.
 */
export interface Root {
  readonly realPath: string
  /** See Walker: `race-free` on Linux. */
  readonly guarantee: Walker['guarantee']
  /** Opens a regular file on the root's file system; the caller closes the descriptor. Never hangs on a FIFO or device. */
  open(path: string | Inside, mode: OpenMode): number
  readFile(path: string | Inside, options: ReadOptions): ReadOutcome
  stat(path: string | Inside): EntryStat
  /** Which directory a path lies in, whatever that is called: its device and inode. */
  placeOf(path: string | Inside): string
  /** Names in a directory (`.` for the root), in no order, at most `limit` of them. */
  readdir(path: string | Inside, options: { readonly limit: number }): { names: string[]; complete: boolean }
  /** Puts a file in place whole: a new file is written beside it and renamed over it. Refuses links and hard-linked files. */
  writeFile(
    path: string | Inside,
    bytes: Uint8Array,
    options?: { readonly mode?: number; readonly confirm?: Confirm; readonly beside?: string },
  ): void
  /** Removes what a `writeFile` to `path` that was killed left of the file it named `beside`, and nothing but a regular file. */
  removeBeside(path: string | Inside, beside: string): void
  /** Removes a file that `confirm` recognises. Refuses links and hard-linked files. */
  removeFile(path: string | Inside, confirm: Confirm): void
  /** Makes the directory and those above it; those that exist are left alone. */
  mkdir(path: string | Inside): void
  directory(path: string | Inside): HeldDirectory
  /** Linux: a descriptor (O_PATH) that stands for exactly this file or directory (`.` for the root), for mounting it. */
  hold(path: string): { readonly descriptor: number; close(): void }
  /**
   * DALI's reading of a path, with its reasons in its order: empty, absolute, parent_ref, outside_repo, not_found. Links are
   * followed as long as every step stays below the root.
   */
  resolveInside(path: string): Inside
  /** `resolveInside` and `readFile` in one; costs one open where no link is in the way. */
  readInside(path: string, options: ReadOptions): ReadOutcome & { readonly inside: Inside }
  /** Closes every descriptor the root holds. */
  close(): void
}

export interface RootOptions {
  /**
   * How many directory descriptors to keep between calls; 0 keeps none. For a pass over many files: opening each file's
   * directories anew costs three times a plain read. A kept descriptor stays with a directory that was renamed meanwhile, so
   * open a root for the pass and close it afterwards; until then this process may stand in a directory of the workspace.
   */
  readonly cachedDirectories?: number
  readonly platform?: NodeJS.Platform
}

const FLAGS = {
  read: constants.O_RDONLY,
  create: constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
  write: constants.O_WRONLY,
  append: constants.O_WRONLY | constants.O_APPEND,
} as const

/** Without these a FIFO blocks the open and a terminal becomes ours. Windows has neither. */
const NEVER_HANG = (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)

/** Opens a workspace directory. Links in `path` itself are followed once, here. */
export function openRoot(path: string, options: RootOptions = {}): Root {
  const platform = options.platform ?? process.platform
  const realPath = realpathSync.native(path)
  const opened = statSync(realPath)
  if (!opened.isDirectory()) throw new PathRejected('not_a_directory', path)
  const walker = createWalker({ realRoot: realPath, cachedDirectories: options.cachedDirectories ?? 0, platform })
  const top = walker.enter([], '.')
  const { dev } = statSync(top.path)

  function within<T>(
    path: string | Inside,
    act: (name: string, place: Entered, shown: string) => T,
    reach = walker.enter,
  ): T {
    const { parts, rel } = partsOf(path)
    const name = parts.at(-1)
    if (name === undefined) throw new PathRejected('not_a_file', rel)
    const place = reach(parts.slice(0, -1), rel)
    try {
      return act(name, place, rel)
    } catch (error) {
      throw rejected(error, `${place.path}/${name}`, rel)
    } finally {
      place.release()
    }
  }

  function inDirectory<T>(path: string | Inside, act: (place: Entered) => T): T {
    const { parts, rel } = partsOf(path)
    const place = walker.enter(parts, rel)
    try {
      if (statSync(place.path).dev !== dev) throw new PathRejected('other_device', rel)
      return act(place)
    } finally {
      place.release()
    }
  }

  function partsOf(path: string | Inside): Inside {
    if (typeof path !== 'string') return path
    return { rel: path, parts: path === '.' ? [] : splitRel(path, platform) }
  }

  function openAt(path: string | Inside, mode: OpenMode): { fd: number; found: Stats } {
    const open = (name: string, place: Entered, shown: string) => {
      const fd = openSync(`${place.path}/${name}`, FLAGS[mode] | walker.openFlags | NEVER_HANG, 0o600)
      try {
        const found = fstatSync(fd)
        if (!found.isFile()) throw new PathRejected('not_a_file', shown)
        if (found.dev !== dev) throw new PathRejected('other_device', shown)
        if (mode !== 'read' && found.nlink > 1) throw new PathRejected('hard_link', shown)
        // O_TRUNC would act before these checks could refuse.
        if (mode === 'write') ftruncateSync(fd, 0)
        return { fd, found }
      } catch (error) {
        closeSync(fd)
        throw error
      }
    }
    return within(path, open, mode === 'read' ? walker.visit : walker.enter)
  }

  function readFile(path: string | Inside, { limitBytes, into }: ReadOptions): ReadOutcome {
    const { fd, found } = openAt(path, 'read')
    try {
      const wanted = Math.min(limitBytes, found.size)
      const memory = into !== undefined && into.length >= wanted ? into : Buffer.allocUnsafe(wanted)
      let filled = 0
      while (filled < wanted) {
        const got = readSync(fd, memory, filled, wanted - filled, null)
        if (got === 0) break
        filled += got
      }
      return { bytes: memory.subarray(0, filled), size: found.size }
    } finally {
      closeSync(fd)
    }
  }

  function resolveInside(path: string): Inside {
    return resolveBeneath(walker, realPath, splitInside(path, platform), path)
  }

  return {
    realPath,
    guarantee: walker.guarantee,
    open: (path, mode) => openAt(path, mode).fd,
    readFile,
    stat(path) {
      const { parts } = partsOf(path)
      if (parts.length === 0) return describe(statSync(top.path))
      return within(path, (name, place) => describe(lstatSync(`${place.path}/${name}`)))
    },
    readdir: (path, { limit }) => inDirectory(path, (place) => listNames(place.path, limit)),
    writeFile: (path, bytes, options) =>
      within(path, (name, place, shown) => {
        if (statSync(place.path).dev !== dev) throw new PathRejected('other_device', shown)
        replaceFile(place.path, name, bytes, {
          mode: options?.mode ?? 0o644,
          openFlags: walker.openFlags,
          shown,
          beside: options?.beside,
          confirm: options?.confirm,
        })
      }),
    removeBeside: (path, beside) => within(path, (_, place) => removeBeside(place.path, beside)),
    placeOf: (path) =>
      within(path, (_, place) => {
        const { dev: device, ino } = statSync(place.path, { bigint: true })
        return `${device}:${ino}`
      }),
    removeFile: (path, confirm) =>
      within(path, (name, place, shown) =>
        removeFile(place.path, name, { openFlags: walker.openFlags, shown, confirm }),
      ),
    mkdir(path) {
      const { parts, rel } = partsOf(path)
      for (let depth = 1; depth <= parts.length; depth++) {
        const place = walker.enter(parts.slice(0, depth - 1), rel)
        try {
          mkdirSync(`${place.path}/${parts[depth - 1]}`)
        } catch (error) {
          // Whether what exists is a directory shows when it is entered.
          const refusal = rejected(error, place.path, rel)
          if (!(refusal instanceof PathRejected && refusal.reason === 'exists')) throw refusal
        } finally {
          place.release()
        }
      }
      walker.enter(parts, rel).release()
    },
    directory(path) {
      const { parts, rel } = partsOf(path)
      const held = walker.hold(parts, rel)
      return { path: held.path, realPath: join(realPath, ...parts), close: () => held.release() }
    },
    hold(path) {
      const descriptor =
        path === '.'
          ? openSync(`${top.path}/.`, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW)
          : within(path, (name, place) => openSync(`${place.path}/${name}`, O_PATH | constants.O_NOFOLLOW))
      const close = () => closeSync(descriptor)
      // With O_PATH a link is opened as itself.
      if (!fstatSync(descriptor).isSymbolicLink()) return { descriptor, close }
      close()
      throw new PathRejected('symlink', path)
    },
    resolveInside,
    readInside(path, options) {
      const parts = splitInside(path, platform)
      const asNamed: Inside = { rel: parts.length === 0 ? '.' : parts.join('/'), parts }
      try {
        return { ...readFile(asNamed, options), inside: asNamed }
      } catch (error) {
        if (!(error instanceof PathRejected) || error.reason === 'not_a_file') throw error
        const inside = resolveInside(path)
        return { ...readFile(inside, options), inside }
      }
    },
    close: () => walker.close(),
  }
}
