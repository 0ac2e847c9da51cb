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

/** A duration in milliseconds as people read it: `84 ms`, `12.4 s`, `4 min 12 s`, `2 h 04 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`
  const seconds = ms / 1000
  if (seconds < 60) return `${trimZero(seconds)} s`
  const whole = Math.floor(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
  const hours = Math.floor(minutes / 60)
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
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
