import { extremes } from './extremes.js'

/** Tides of some days as text, one day a line, times in UTC. */
export function tideTable(station, from, days) {
  const lines = Array.from({ length: days }, (_, day) => {
    const start = new Date(from.getTime() + day * 86_400_000)
    const turns = extremes(station, start, 24).map(({ kind, at, height }) => {
      const time = at.toISOString().slice(11, 16)
      return `${kind === 'high' ? 'HW' : 'LW'} ${time} ${height.toFixed(1)} m`
    })
    return `${start.toISOString().slice(0, 10)}  ${turns.join('   ')}`
  })
  return [station.name, ...lines].join('\n')
}
