/** Search parameters as people write and read them: plain text, lists by comma, nothing for what is absent or default. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

export function stringifySearch(search: Record<string, unknown>): string {
  const parts = Object.entries(search).flatMap(([key, value]) => {
    const text = Array.isArray(value) ? value.map(String).join(',') : scalar(value)
    return text === '' ? [] : [`${encodeURIComponent(key)}=${readable(text)}`]
  })
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

function scalar(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** Leaves what a query may hold as it is, so that a filter in an address stays readable. */
function readable(text: string): string {
  return encodeURIComponent(text).replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/')
}
