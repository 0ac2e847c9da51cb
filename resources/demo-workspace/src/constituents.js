/** Speed of each motion in degrees per hour; the same at every station. */
export const SPEEDS = Object.freeze({
  M2: 28.9841042,
  S2: 30.0,
  N2: 28.4397295,
  K1: 15.0410686,
  O1: 13.9430356,
})

/** Phases count from this moment. */
export const EPOCH = Date.UTC(2000, 0, 1)

/** Hours one turn of the motion takes. */
export function period(name) {
  const speed = SPEEDS[name]
  if (speed === undefined) throw new RangeError(`There is no constituent ${name}.`)
  return 360 / speed
}
