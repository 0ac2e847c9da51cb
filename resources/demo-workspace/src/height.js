import { EPOCH, SPEEDS } from './constituents.js'

const HOUR = 3_600_000

/** Height of the tide in metres above chart datum. */
export function heightAt(station, moment) {
  const hours = (moment.getTime() - EPOCH) / HOUR
  return Object.entries(station.constants).reduce(
    (height, [name, { amplitude, phase }]) => height + amplitude * Math.cos(radians(speedOf(name) * hours - phase)),
    station.meanLevel,
  )
}

/** Whether the water rises at this moment. */
export function rises(station, moment) {
  return heightAt(station, new Date(moment.getTime() + 1000)) > heightAt(station, moment)
}

function speedOf(name) {
  const speed = SPEEDS[name]
  if (speed === undefined) throw new RangeError(`The station uses ${name}, which is not one of the five constituents.`)
  return speed
}

function radians(degrees) {
  return (degrees * Math.PI) / 180
}
