/**
 * JSON in Python's spacing and in ASCII alone: DALI's reader ends a line at U+0085, U+2028 and U+2029 too, so none of them
 * may stand in a row as it is.
 */
export function asciiJson(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (Array.isArray(value)) return `[${value.map(asciiJson).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{${fields.map(([name, field]) => `${quote(name)}: ${asciiJson(field)}`).join(', ')}}`
}

function quote(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
