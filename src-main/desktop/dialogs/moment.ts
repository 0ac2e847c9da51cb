/** A moment as people read it on this machine: `10:42:07`, and with its date where that is not today's. */
export function momentWords(ms: number, nowMs: number): string {
  const at = new Date(ms)
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return at.toDateString() === new Date(nowMs).toDateString() ? time : `${date} ${time}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
