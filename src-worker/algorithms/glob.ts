import type { CompatMode } from './compat.ts'
import { readBracket } from './glob-bracket.ts'

/** Whether a path, relative and with `/`, matches. */
export type Matcher = (path: string) => boolean

type Token =
  /** `*`: any run of characters, `/` among them. */
  | { readonly kind: 'any' }
  /** `**` and a slash at the start of a name: nothing, or any run that ends with `/`. */
  | { readonly kind: 'directories' }
  | { readonly kind: 'one'; readonly matches: (codePoint: number) => boolean }

const STAR = 0x2a
const QUESTION = 0x3f
const BRACKET = 0x5b
const SLASH = 0x2f

/**
 * A glob as Python's `fnmatch` reads it: case-sensitive, over the whole path, `*` and `?` also match `/`, a leading dot is
 * nothing special. Repaired in one point: a directory wildcard (two stars and a slash) at the start of a name also matches no
 * directory at all, so that one between `src/` and `*.py` finds `src/a.py`; `dali` mode keeps it as `fnmatch` has it.
 *
 * Takes at most pattern length times path length steps, whatever the pattern: it only ever goes back to the last wildcard,
 * since an earlier one could not reach further.
 */
export function compileGlob(pattern: string, compat?: CompatMode): Matcher {
  const tokens = tokenize(codePointsOf(pattern), compat)
  if (tokens.length === 1 && tokens[0]?.kind === 'any') return () => true
  return (path) => matches(tokens, codePointsOf(path))
}

export interface Selection {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly maxFiles: number
  readonly compat?: CompatMode
}

/** The first `maxFiles` paths that some include glob matches and no exclude glob does, in their order. */
export function selectPaths(paths: Iterable<string>, { include, exclude, maxFiles, compat }: Selection): string[] {
  const included = include.map((glob) => compileGlob(glob, compat))
  const excluded = exclude.map((glob) => compileGlob(glob, compat))
  const selected: string[] = []
  for (const path of paths) {
    if (selected.length >= maxFiles) break
    if (included.some((matches) => matches(path)) && !excluded.some((matches) => matches(path))) selected.push(path)
  }
  return selected
}

function codePointsOf(text: string): number[] {
  const points: number[] = []
  for (let at = 0; at < text.length;) {
    const point = text.codePointAt(at) ?? 0
    points.push(point)
    at += point > 0xffff ? 2 : 1
  }
  return points
}

function tokenize(pattern: readonly number[], compat: CompatMode): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < pattern.length;) {
    const codePoint = pattern[at] ?? 0
    const bracket = codePoint === BRACKET ? readBracket(pattern, at) : undefined
    if (bracket !== undefined) {
      tokens.push({ kind: 'one', matches: bracket.matches })
      at = bracket.end
    } else if (codePoint === STAR && compat !== 'dali' && isDirectoryWildcard(pattern, at)) {
      if (tokens.at(-1)?.kind !== 'directories') tokens.push({ kind: 'directories' })
      at += 3
    } else {
      if (codePoint !== STAR) tokens.push(one(codePoint))
      else if (tokens.at(-1)?.kind !== 'any') tokens.push({ kind: 'any' })
      at += 1
    }
  }
  return tokens
}

function isDirectoryWildcard(pattern: readonly number[], at: number): boolean {
  return (at === 0 || pattern[at - 1] === SLASH) && pattern[at + 1] === STAR && pattern[at + 2] === SLASH
}

function one(codePoint: number): Token {
  return { kind: 'one', matches: codePoint === QUESTION ? () => true : (other) => other === codePoint }
}

function matches(tokens: readonly Token[], path: readonly number[]): boolean {
  let token = 0
  let at = 0
  /** The last wildcard, and where the text after it was last tried. */
  let wildcard = -1
  let tried = 0

  for (;;) {
    const current = tokens[token]
    if (current !== undefined && current.kind !== 'one') {
      wildcard = token
      tried = at
      token += 1
      continue
    }
    if (current === undefined ? at === path.length : at < path.length && current.matches(path[at] ?? 0)) {
      if (current === undefined) return true
      token += 1
      at += 1
      continue
    }
    const last = tokens[wildcard]
    if (last === undefined) return false
    tried = last.kind === 'any' ? tried + 1 : afterSlash(path, tried)
    if (tried > path.length) return false
    token = wildcard + 1
    at = tried
  }
}

/** Just after the next slash, or beyond the end when there is none. */
function afterSlash(path: readonly number[], from: number): number {
  const slash = path.indexOf(SLASH, from)
  return slash < 0 ? path.length + 1 : slash + 1
}
