/** What `registerSchemesAsPrivileged` grants. */
export interface Privileges {
  readonly standard?: boolean
  readonly secure?: boolean
  readonly supportFetchAPI?: boolean
}

export const schemes = new Map<string, Privileges>()

/**
 * A stock Chromium cannot be taught a scheme, so `app://bundle/x` is `https://bundle.app.standin.invalid/x` there: the only kind of
 * address that is standard and secure as the real one would be. Main sees the real one everywhere.
 */
export function insideAddress(address: string): string {
  const url = new URL(address)
  const scheme = url.protocol.slice(0, -1)
  const { standard, secure } = schemes.get(scheme) ?? {}
  if (!schemes.has(scheme)) return address
  if (standard !== true || secure !== true)
    throw new Error(`stand-in: ${url.protocol} must be registered as standard and secure before ready`)
  const [, host, rest] = /^[^:]+:\/\/([^/?#]*)(.*)$/s.exec(address) ?? []
  return `https://${host || '_'}.${scheme}.standin.invalid${rest || '/'}`
}

export function realAddress(address: string): string {
  return address.replaceAll(
    /https:\/\/([^/\s]+?)\.([^./\s]+)\.standin\.invalid/g,
    (_all, host: string, scheme: string) => `${scheme}://${host === '_' ? '' : host}`,
  )
}

/** Addresses inside a text, such as a policy in a header. */
export function withInsideAddresses(text: string): string {
  return text.replaceAll(/\b([a-z][a-z\d+.-]*):\/\/[\w.-]+/g, (address, scheme: string) =>
    schemes.has(scheme) ? insideAddress(address).replace(/\/$/, '') : address,
  )
}

export const isInside = (address: string): boolean => /^https:\/\/[^/]+\.standin\.invalid(\/|$)/.test(address)
