/** The short form shown to people: the last 8 characters, since the first are time. */
export function shortId(id: string): string {
  return id.length <= 8 ? id : id.slice(-8)
}
