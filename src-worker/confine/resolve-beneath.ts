import { readlinkSync } from 'node:fs'
import { isAbsolute, sep } from 'node:path'
import { errnoOf, PathRejected, reasonOfErrno } from './path-rejected.ts'
import type { Inside } from './split-rel.ts'
import { rejected, type Walker } from './walker.ts'

/** As many as Linux itself follows. */
const MAX_LINKS = 40

/**
 * Follows the links in `parts` ourselves, one component at a time, and returns where they end below the root. Nothing is
 * trusted afterwards: the result is opened again without following anything, so an exchange meanwhile ends in a refusal.
 *
 * A target may leave the root only to come straight back by the root's own name (`../workspace/x`, `/home/me/workspace/x`).
 */
export function resolveBeneath(walker: Walker, realRoot: string, parts: readonly string[], shown: string): Inside {
  const rootNames = realRoot.split(sep).filter((name) => name !== '')
  const pending = [...parts]
  let resolved: string[] = []
  let above = 0
  let links = 0
  let exists = true

  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    if (name === '..') {
      if (above > 0 || resolved.length === 0) above = Math.min(above + 1, rootNames.length)
      else resolved.pop()
      continue
    }
    if (above > 0) {
      if (name !== rootNames[rootNames.length - above]) throw new PathRejected('outside_repo', shown)
      above -= 1
      continue
    }
    const found: Found = exists ? look(walker, resolved, name, shown) : 'missing'
    if (typeof found === 'string') {
      exists &&= found === 'entry'
      resolved.push(name)
      continue
    }
    links += 1
    if (links > MAX_LINKS) throw new PathRejected('symlink', shown)
    if (isAbsolute(found.target)) {
      resolved = []
      above = rootNames.length
    }
    pending.unshift(...found.target.split(sep).filter((part) => part !== '' && part !== '.'))
  }
  if (above > 0) throw new PathRejected('outside_repo', shown)
  if (!exists) throw new PathRejected('not_found', shown)
  return { rel: resolved.length === 0 ? '.' : resolved.join('/'), parts: resolved }
}

/** A link and where it points, something that is no link, or nothing. */
type Found = { readonly target: string } | 'entry' | 'missing'

function look(walker: Walker, parents: readonly string[], name: string, shown: string): Found {
  try {
    const place = walker.enter(parents, shown)
    try {
      return { target: readlinkSync(`${place.path}/${name}`) }
    } finally {
      place.release()
    }
  } catch (error) {
    const code = errnoOf(error)
    // "Not a link": EINVAL on POSIX, UNKNOWN on Windows.
    if (code === 'EINVAL' || code === 'UNKNOWN') return 'entry'
    const reason = error instanceof PathRejected ? error.reason : reasonOfErrno(code)
    if (reason === 'not_found' || reason === 'not_a_directory') return 'missing'
    throw rejected(error, parents.join('/'), shown)
  }
}
