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

/** Collects `name=number` pairs, however they are spread over arguments. */
export function budgetPairs(typed: string, before: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [, name, value] = /^([a-z_]+)=(\d+)$/.exec(typed) ?? []
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('It must look like max_wall_time_sec=60.')
  return { ...before, [name]: Number(value) }
}
