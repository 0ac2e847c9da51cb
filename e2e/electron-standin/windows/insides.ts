/** What a window may do with its contents, and applications may not. */
export interface Insides {
  readonly onGone: (tell: () => void) => void
  /** The page, or Playwright for it, wants its window closed. */
  readonly onClose: (tell: () => void) => void
  readonly close: () => void
  readonly destroy: () => void
}

const insides = new WeakMap<object, Insides>()

export function keepInsides(contents: object, own: Insides): void {
  insides.set(contents, own)
}

export function insidesOf(contents: object): Insides {
  const found = insides.get(contents)
  if (found === undefined) throw new Error('stand-in: contents without insides')
  return found
}
