/** Makes every method but `isDestroyed` throw once its object is gone, as Electron's do. */
export function guardDestroyed(kind: { prototype: { isDestroyed: () => boolean } }): void {
  const prototype = kind.prototype as unknown as Record<string, unknown> & { isDestroyed: () => boolean }
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (typeof value !== 'function' || ['constructor', 'isDestroyed'].includes(name)) continue
    const method = value as (...args: unknown[]) => unknown
    prototype[name] = function guarded(this: typeof prototype, ...args: unknown[]) {
      if (this.isDestroyed()) throw new TypeError('Object has been destroyed')
      return method.apply(this, args)
    }
  }
}
