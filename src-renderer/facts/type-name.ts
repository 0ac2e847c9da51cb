/** A job type as lists and filters show it. */
export function shortTypeName(type: string): string {
  return type.replace(/_task$/, '')
}
