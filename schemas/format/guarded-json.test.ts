import { describe, expect, it } from 'vitest'
import { countMembers, MAX_JSON_MEMBERS, measureJson, parseGuardedJson } from './guarded-json.ts'

const LARGE = 4 * 1024 * 1024
const fields = (count: number) => JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, at) => [at, 0])))

describe('the members of a JSON text', () => {
  it.each([
    ['1', 0],
    ['{"a":1,"b":[1,2],"c":{"d":"x"}}', 6],
    ['[[],{}]', 4],
    [String.raw`{"a,[":"\",[{,","b":"\\"}`, 2],
    ['[[[[1]]]]', 4],
    [' [ 1 , 2 ] ', 2],
  ])('are counted outside of strings, and in the value as well: %s', (text, members) => {
    expect(measureJson(text).members).toBe(members)
    expect(countMembers(JSON.parse(text), LARGE)).toBe(members)
  })

  it('are bounded before anything is parsed, however they are spread', () => {
    expect(parseGuardedJson(fields(MAX_JSON_MEMBERS), LARGE)).toMatchObject({ ok: true })
    const nests = `[${Array.from({ length: 400 }, () => `${'['.repeat(60)}${']'.repeat(60)}`).join()}]`
    for (const [text, members] of [
      [fields(200_000), 200_000],
      [nests, 400 * 61],
      [','.repeat(MAX_JSON_MEMBERS + 1), MAX_JSON_MEMBERS + 1],
    ] as const)
      expect(parseGuardedJson(text, LARGE)).toEqual({
        ok: false,
        refusal: { reason: 'too_many_members', members, limit: MAX_JSON_MEMBERS },
      })
  })

  it('are counted in a value only until there are too many', () => {
    const shared = Array.from({ length: 10 }, () => 0)
    const heavy: unknown = Array.from({ length: 60 }).reduce((inner: unknown) => [inner, inner], shared)
    expect(countMembers(heavy, 1000)).toBeLessThan(1100)
  })
})
