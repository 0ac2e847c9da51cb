import { InvalidArgumentError } from 'commander'

/** Reads a whole number of an option. */
export function wholeNumber(min: number, max: number) {
  return (typed: string): number => {
    const value = Number(typed)
    if (/^-?\d+$/.test(typed) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}

/** Reads a number of seconds of an option, parts of them included. */
export function seconds(min: number, max: number) {
  return (typed: string): number => {
    const value = Number(typed)
    if (/^\d+(\.\d+)?$/.test(typed) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a number of seconds from ${min} to ${max}.`)
  }
}

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Reads a moment of an option, in milliseconds since 1970: how long ago it was (`10m`), or a time. */
export function moment(typed: string): number {
  const ago = /^(\d{1,6})(s|m|h|d)$/.exec(typed)
  const unit = ago?.[2]
  if (unit === 's' || unit === 'm' || unit === 'h' || unit === 'd') return Date.now() - Number(ago?.[1]) * UNIT_MS[unit]
  const at = /^\d{4}-\d\d-\d\d/.test(typed) ? Date.parse(typed) : Number.NaN
  if (Number.isNaN(at)) throw new InvalidArgumentError('It must look like 30s, 10m, 2h, 1d or 2026-11-20T10:42:00Z.')
  return at
}

/** Collects `name=number` pairs, however they are spread over arguments. */
export function budgetPairs(typed: string, before: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [, name, value] = /^([a-z_]+)=(\d+)$/.exec(typed) ?? []
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('It must look like max_wall_time_sec=60.')
  return { ...before, [name]: Number(value) }
}

/** Collects words, however they are spread over arguments; `--no-…` before them is taken back. */
export function names(typed: string, before: readonly string[] | false = []): string[] {
  return [...(before === false ? [] : before), typed]
}
