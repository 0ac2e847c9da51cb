/** Chance that can be had again: the seed is printed and may be given in `INTERLOCK_SEED`. */
export interface Chance {
  readonly seed: number
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number
  /** True in so many of a hundred cases. */
  percent(percent: number): boolean
  pick<T>(from: readonly T[]): T
}

/** @param what is printed beside the seed */
export function chance(what: string): Chance {
  const seed = Number(process.env['INTERLOCK_SEED'] ?? Math.trunc(Math.random() * 2 ** 31))
  console.log(`${what}: seed ${seed} (INTERLOCK_SEED=${seed} repeats it)`)
  return chanceOf(seed)
}

/** Chance of a given seed (the generator mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  const below = (limit: number) => Math.floor(next() * limit)
  return {
    seed,
    below,
    percent: (percent) => next() * 100 < percent,
    pick(from) {
      const found = from[below(from.length)]
      if (found === undefined) throw new Error('There is nothing to pick from.')
      return found
    },
  }
}
