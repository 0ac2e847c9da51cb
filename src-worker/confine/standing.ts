import { isMainThread } from 'node:worker_threads'

/** A directory that was reached without following a link; `path` names it until `release`. */
export interface Entered {
  readonly path: string
  release(): void
}

/**
 * This process stands in the directory it reads: names are looked up from the very inode that was entered, which is as safe
 * as its descriptor and takes half as long as the way through `/proc/self/fd` (4 against 11 µs for each file that is opened).
 */
let standing: { readonly of: object; readonly key: string } | undefined
let origin: string | undefined

export const HERE: Entered = { path: '.', release: () => undefined }

export function isStandingIn(of: object, key: string): boolean {
  return standing?.of === of && standing.key === key
}

/** @returns whether it stands there; threads have no place of their own, and some directories can only be looked into */
export function standIn(of: object, key: string, path: string): boolean {
  if (!isMainThread) return false
  try {
    origin ??= process.cwd()
    process.chdir(path)
  } catch {
    // The caller goes by the descriptor and meets the reason there, if there is one.
    return false
  }
  standing = { of, key }
  return true
}

/** Goes back to where the process stood first. */
export function leave(of: object): void {
  if (standing?.of !== of) return
  standing = undefined
  try {
    process.chdir(origin ?? '/')
  } catch {
    // It is gone; the root of the file system is not.
    process.chdir('/')
  }
}
