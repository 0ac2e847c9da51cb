const KIB = 1024

/** A byte count as people read it: `0 B`, `12 KiB`, `1.2 MiB`. Exact bytes belong into a tooltip beside it. */
export function formatBytes(bytes: number): string {
  if (bytes < KIB) return `${bytes} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes / KIB
  let unit = 0
  while (value >= KIB && unit < units.length - 1) {
    value /= KIB
    unit += 1
  }
  return `${trimZero(value)} ${units[unit]}`
}

/**
 * What of an output is kept where more came than may be: `1 MiB kept; 2.9 MiB came`. Pipes hold what was written before the
 * run could be stopped, so that more may come than the limit. In bytes; undefined where both read the same.
 */
export function keptOf(limit: number, came: number): string | undefined {
  if (came <= limit || formatBytes(came) === formatBytes(limit)) return undefined
  return `${formatBytes(limit)} kept; ${formatBytes(came)} came`
}

/** A duration in milliseconds as people read it: `84 ms`, `12.4 s`, `4 min 12 s`, `2 h 04 min`, `3 d 4 h`, `1 d`. */
export function formatDuration(ms: number): string {
  const rounded = Math.max(0, Math.round(ms))
  if (rounded < 1000) return `${rounded} ms`
  const tenths = Math.round(rounded / 100)
  if (tenths < 600) return `${trimZero(tenths / 10)} s`
  const seconds = Math.max(60, Math.floor(rounded / 1000))
  if (seconds < 3600) return inTwo(seconds, 60, 'min', 's', 2)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 24 * 60) return inTwo(minutes, 60, 'h', 'min', 2)
  return inTwo(Math.floor(minutes / 60), 24, 'd', 'h', 1)
}

/** In a larger unit and what is left in a smaller one, where anything is left. */
function inTwo(count: number, size: number, large: string, small: string, digits: number): string {
  const whole = `${Math.floor(count / size)} ${large}`
  const rest = count % size
  return rest === 0 ? whole : `${whole} ${String(rest).padStart(digits, '0')} ${small}`
}

/** How long until something, in milliseconds, as people wait for it: `in 12 s`, `now`. Whole seconds, so that it does not flicker. */
export function formatWait(ms: number): string {
  return ms <= 0 ? 'now' : `in ${formatDuration(Math.ceil(ms / 1000) * 1000)}`
}

/** A count with thousands separated by commas: `1,204,310`. Without `Intl`, which takes 15 ms to load. */
export function formatCount(count: number): string {
  const [whole = '', fraction] = String(count).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

function trimZero(value: number): string {
  const text = value >= 100 ? value.toFixed(0) : value.toFixed(1)
  return text.endsWith('.0') ? text.slice(0, -2) : text
}
