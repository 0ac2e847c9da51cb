/** Where the console lies for a window of ours: not on any network. */
export const SCHEME = 'app'
export const HOST = 'bundle'
const ORIGIN = `${SCHEME}://${HOST}/`

/** Whether an address is one of ours, whatever spelling it comes in. */
export function isOwnAddress(address: string): boolean {
  const url = URL.parse(address)
  return (
    url !== null &&
    url.protocol === `${SCHEME}:` &&
    url.host === HOST &&
    url.username === '' &&
    url.password === '' &&
    address.startsWith(ORIGIN)
  )
}

/** The whole address of a page of the console; `path` begins with a slash. */
export function addressOf(path: string): string {
  return `${SCHEME}://${HOST}${path}`
}
