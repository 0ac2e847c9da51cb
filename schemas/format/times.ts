/** ISO 8601 UTC with milliseconds, the form times take at every border. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}

/** Milliseconds since 1970 of an ISO 8601 text with a zone; undefined when it is not one. */
export function parseIsoTime(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}
