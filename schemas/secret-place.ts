/** Where something sends a secret: scheme, host and port of its address. */
export interface SecretPlace {
  readonly secret: string
  readonly origin: string
}

/** Of what has an address and a secret, such as an endpoint or an alias; undefined for what has not. */
export function secretPlaceOf(of: object): SecretPlace | undefined {
  const secret = 'secret' in of ? of.secret : undefined
  const address = 'url' in of ? of.url : 'base_url' in of ? of.base_url : undefined
  if (typeof secret !== 'string' || secret === '' || typeof address !== 'string') return undefined
  return { secret, origin: URL.parse(address.trim())?.origin ?? address }
}

/** Where a change would send the same secret to another place; whoever makes it has to name the secret again. */
export function secretMove(
  before: object,
  after: object,
): { readonly secret: string; readonly from: string; readonly to: string } | undefined {
  const [was, is] = [secretPlaceOf(before), secretPlaceOf(after)]
  if (was === undefined || is === undefined || was.secret !== is.secret || was.origin === is.origin) return undefined
  return { secret: is.secret, from: was.origin, to: is.origin }
}
