import { z } from 'zod'

/** Number of Unicode code points, the unit in which all text limits here count (JSON Schema and DALI count the same way). */
export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

/** A text of `min` to `max` code points that has a UTF-8 form. U+0085, U+2028 and U+2029 are ordinary characters here. */
export function text(max: number, min = 0) {
  return z
    .string()
    .refine((value) => value.isWellFormed(), { params: { rule: 'well_formed' } })
    .refine((value) => codePoints(value) <= max, { params: { rule: 'max_code_points', limit: max } })
    .refine((value) => codePoints(value) >= min, { params: { rule: 'min_code_points', limit: min } })
    .meta({ maxLength: max, ...(min > 0 ? { minLength: min } : {}) })
}

/** A text that is handed to the operating system as a path or an argument, so it cannot hold a NUL. */
export function systemText(max: number) {
  return text(max).refine((value) => !value.includes('\0'), { params: { rule: 'no_nul' } })
}
