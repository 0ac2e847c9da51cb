import { formatDuration } from '#schemas/format'

/** A moment as people read it here: local time, and how long ago or how far ahead. */
export function describeTime(iso: string, nowMs: number): string {
  const at = Date.parse(iso)
  return `${localTime(at)} (${relativeTime(at, nowMs)})`
}

/** `2026-03-01 06:21:09`, in the zone of this machine. */
export function localTime(ms: number): string {
  const at = new Date(ms)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clockTime(ms)}`
}

/** `06:21:09`, in the zone of this machine. */
export function clockTime(ms: number): string {
  const at = new Date(ms)
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** `4 min 12 s ago`, `in 30 s`, `now`. */
export function relativeTime(ms: number, nowMs: number): string {
  const seconds = Math.round((nowMs - ms) / 1000)
  if (seconds === 0) return 'now'
  const length = formatDuration(Math.abs(seconds) * 1000)
  return seconds > 0 ? `${length} ago` : `in ${length}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
