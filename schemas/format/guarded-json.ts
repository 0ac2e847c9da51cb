/** The deepest nesting any JSON that enters may have; deeper text can kill the parser's consumers with a stack overflow. */
export const MAX_JSON_DEPTH = 64

/**
 * The most members of objects and items of lists together, an empty one counting as one, that any JSON that enters may
 * have. Each costs the process that takes it time in which it does nothing else: 200,000 of them, in less than the
 * largest text, were measured to take it a second.
 */
export const MAX_JSON_MEMBERS = 20_000

/** Why a text was refused before anything was made of it. */
export type JsonRefusal =
  | { reason: 'too_large'; bytes: number; limit: number }
  | { reason: 'too_deep'; depth: number; limit: number }
  | { reason: 'too_many_members'; members: number; limit: number }
  | { reason: 'forbidden_key'; key: string }
  | { reason: 'not_json'; message: string }

export type JsonOutcome = { ok: true; value: unknown } | { ok: false; refusal: JsonRefusal }

/**
 * Parses JSON that came from outside: first size (bytes of UTF-8), then depth and number of members, then the parse, then
 * the three keys that change an object's prototype. Nothing of a text that is too large, deep or full is parsed.
 */
export function parseGuardedJson(text: string, limitBytes: number): JsonOutcome {
  const bytes = utf8Length(text)
  if (bytes > limitBytes) return { ok: false, refusal: { reason: 'too_large', bytes, limit: limitBytes } }
  const { depth, members } = measureJson(text)
  if (depth > MAX_JSON_DEPTH) return { ok: false, refusal: { reason: 'too_deep', depth, limit: MAX_JSON_DEPTH } }
  if (members > MAX_JSON_MEMBERS)
    return { ok: false, refusal: { reason: 'too_many_members', members, limit: MAX_JSON_MEMBERS } }
  try {
    const value: unknown = JSON.parse(text)
    const key = forbiddenKey(value)
    return key === undefined ? { ok: true, value } : { ok: false, refusal: { reason: 'forbidden_key', key } }
  } catch (error) {
    return {
      ok: false,
      refusal: { reason: 'not_json', message: error instanceof Error ? error.message : String(error) },
    }
  }
}

/**
 * Deepest nesting of arrays and objects in a JSON text, and how many members they have together, strings not looked into.
 * Every member follows a comma or opens its container.
 */
export function measureJson(text: string): { depth: number; members: number } {
  let depth = 0
  let deepest = 0
  let members = 0
  let inString = false
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (inString) {
      if (code === 0x5c) i += 1
      else if (code === 0x22) inString = false
    } else if (code === 0x22) inString = true
    else if (code === 0x2c) members += 1
    else if (code === 0x5b || code === 0x7b) {
      members += 1
      depth += 1
      if (depth > deepest) deepest = depth
    } else if (code === 0x5d || code === 0x7d) depth -= 1
  }
  return { depth: deepest, members }
}

/** How many members a parsed value has, counted as in its text; stops counting once there are more than `limit`. */
export function countMembers(value: unknown, limit: number): number {
  let members = 0
  const stack: unknown[] = [value]
  while (stack.length > 0 && members <= limit) {
    const item = stack.pop()
    if (typeof item !== 'object' || item === null) continue
    const inside: unknown[] = Object.values(item)
    members += Math.max(1, inside.length)
    for (const inner of inside) stack.push(inner)
  }
  return members
}

/** Whether a parsed value is nested deeper than `limit`; walks without recursion, so no depth can hurt it. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  const stack: { value: unknown; depth: number }[] = [{ value, depth: 0 }]
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    if (typeof item.value !== 'object' || item.value === null) continue
    if (item.depth >= limit) return true
    for (const inner of Object.values(item.value)) stack.push({ value: inner, depth: item.depth + 1 })
  }
  return false
}

/** The first key in `value`, at any depth, that would change an object's prototype; undefined when there is none. */
export function forbiddenKey(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) {
    for (const item of value) {
      const key = forbiddenKey(item)
      if (key !== undefined) return key
    }
    return undefined
  }
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') return key
    const found = forbiddenKey(inner)
    if (found !== undefined) return found
  }
  return undefined
}

/** Length of a text in UTF-8 bytes; without Buffer, which the renderer does not have. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length
}
