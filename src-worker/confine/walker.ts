import { closeSync, constants, lstatSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { type Entered, HERE, isStandingIn, leave, standIn } from './standing.ts'
import { errnoOf, PathRejected, reasonOfErrno } from './path-rejected.ts'

/** Not in Node's constants; the same number on every Linux architecture that Node supports. */
export const O_PATH = 0x20_0000
/** macOS: the kernel refuses a symbolic link in any component. */
const O_NOFOLLOW_ANY = 0x2000_0000

const ENTER = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW

/** How directories under a root are reached without ever following a symbolic link. */
export interface Walker {
  /** `race-free`: nobody can exchange a component meanwhile. `race-free-open`: true of opening only. `best-effort`: neither. */
  readonly guarantee: 'race-free' | 'race-free-open' | 'best-effort'
  /** Flags to add when the last component is opened. */
  readonly openFlags: number
  /** Throws PathRejected when a part is missing, a link, or no directory. `shown` is the path for its message. */
  enter(parts: readonly string[], shown: string): Entered
  /** The same for a single call that follows at once, in the cheapest way there is: good until the walker is used again. */
  visit(parts: readonly string[], shown: string): Entered
  /** The same for as long as the caller likes, on a descriptor of its own where the system has them. */
  hold(parts: readonly string[], shown: string): Entered
  close(): void
}

export interface WalkerOptions {
  /** Real path of the root. */
  readonly realRoot: string
  /** How many directory descriptors are kept open between calls. */
  readonly cachedDirectories: number
  readonly platform: NodeJS.Platform
}

export function createWalker(options: WalkerOptions): Walker {
  return options.platform === 'linux' ? createDescriptorWalker(options) : createPathWalker(options)
}

/**
 * Linux: each directory is opened relative to its parent's descriptor through `/proc/self/fd`, so that exchanging a directory
 * for a link between two steps changes nothing. Checking the path first and opening it afterwards is what an attacker wins.
 */
function createDescriptorWalker({ realRoot, cachedDirectories }: WalkerOptions): Walker {
  const root = entered(openSync(realRoot, ENTER))
  const cache = new Map<string, Entered>()

  function enter(parts: readonly string[], shown: string): Entered {
    if (parts.length === 0) return { path: root.path, release: nothing }
    return cachedDirectories > 0 ? kept(parts, shown) : walked(parts, shown)
  }

  function walked(parts: readonly string[], shown: string): Entered {
    let place = root
    for (const part of parts) {
      try {
        const next = step(place.path, part, shown)
        if (place !== root) place.release()
        place = next
      } catch (error) {
        if (place !== root) place.release()
        throw error
      }
    }
    return place
  }

  function kept(parts: readonly string[], shown: string): Entered {
    const key = parts.join('/')
    const known = cache.get(key)
    if (known !== undefined) {
      // The last one in the map is the latest used.
      cache.delete(key)
      cache.set(key, known)
      return { path: known.path, release: nothing }
    }
    const parent = parts.length === 1 ? root : kept(parts.slice(0, -1), shown)
    const place = step(parent.path, parts.at(-1) ?? '', shown)
    cache.set(key, place)
    const [oldest] = cache
    if (cache.size > cachedDirectories && oldest !== undefined) {
      cache.delete(oldest[0])
      oldest[1].release()
    }
    return { path: place.path, release: nothing }
  }

  return {
    guarantee: 'race-free',
    openFlags: constants.O_NOFOLLOW,
    enter,
    visit(parts, shown) {
      if (cachedDirectories === 0) return enter(parts, shown)
      const key = parts.join('/')
      if (isStandingIn(cache, key)) return HERE
      const place = enter(parts, shown)
      return standIn(cache, key, place.path) ? HERE : place
    },
    hold(parts, shown) {
      const place = enter(parts, shown)
      try {
        return step(place.path, '.', shown)
      } finally {
        place.release()
      }
    },
    close() {
      leave(cache)
      for (const place of cache.values()) place.release()
      cache.clear()
      root.release()
    },
  }
}

function step(parent: string, part: string, shown: string): Entered {
  const path = `${parent}/${part}`
  try {
    return entered(openSync(path, ENTER))
  } catch (error) {
    throw rejected(error, path, shown)
  }
}

function entered(fd: number): Entered {
  return { path: `/proc/self/fd/${fd}`, release: () => closeSync(fd) }
}

/** Of a directory that stays open after its use. */
function nothing(): void {}

/**
 * macOS and Windows. Opening on macOS is refused by the kernel when any component is a link; everything else, and all of
 * Windows, looks at each component first, which someone who can write to the workspace meanwhile may outrun. Not verified on
 * those systems.
 */
function createPathWalker({ realRoot, platform }: WalkerOptions): Walker {
  function enter(parts: readonly string[], shown: string): Entered {
    let path = realRoot
    for (const part of parts) {
      path = join(path, part)
      try {
        const found = lstatSync(path)
        if (found.isSymbolicLink()) throw new PathRejected('symlink', shown)
        if (!found.isDirectory()) throw new PathRejected('not_a_directory', shown)
      } catch (error) {
        throw rejected(error, path, shown)
      }
    }
    return { path, release: nothing }
  }

  return {
    guarantee: platform === 'darwin' ? 'race-free-open' : 'best-effort',
    openFlags: platform === 'darwin' ? O_NOFOLLOW_ANY : (constants.O_NOFOLLOW ?? 0),
    enter,
    visit: enter,
    hold: enter,
    close: () => undefined,
  }
}

/** The refusal for a failed step; system errors that say nothing about the path stay what they are. */
export function rejected(error: unknown, path: string, shown: string): unknown {
  if (error instanceof PathRejected) return error
  const reason = reasonOfErrno(errnoOf(error))
  if (reason === undefined) return error
  // With O_PATH|O_NOFOLLOW a link is opened as itself and then is no directory, so ENOTDIR has two meanings.
  if (reason === 'not_a_directory' && isLink(path)) return new PathRejected('symlink', shown, { cause: error })
  return new PathRejected(reason, shown, { cause: error })
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}
