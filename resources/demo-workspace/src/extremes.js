import { heightAt, rises } from './height.js'

const MINUTE = 60_000
const STEP = 20 * MINUTE

/** High and low waters between `from` and `hours` later, in order. */
export function extremes(station, from, hours) {
  const found = []
  const end = from.getTime() + hours * 60 * MINUTE
  for (let at = from.getTime(); at + STEP <= end; at += STEP) {
    const before = rises(station, new Date(at))
    if (before === rises(station, new Date(at + STEP))) continue
    const moment = turn(station, at, at + STEP, before)
    found.push({ kind: before ? 'high' : 'low', at: moment, height: heightAt(station, moment) })
  }
  return found
}

/** Halves the interval until it holds the turn of the tide to the second. */
function turn(station, from, to, rising) {
  let [low, high] = [from, to]
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2)
    if (rises(station, new Date(middle)) === rising) low = middle
    else high = middle
  }
  return new Date(high)
}
