import { readFileSync } from 'node:fs'

const PNG = Buffer.from('89504e470d0a1a0a', 'hex')

/** An image that is a PNG, or empty: what else there is, such as SVG, Electron does not read either. */
export class NativeImage {
  readonly #bytes: Buffer

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.#bytes = bytes.subarray(0, 8).equals(PNG) ? bytes : Buffer.alloc(0)
  }

  static createEmpty(): NativeImage {
    return new NativeImage()
  }
  static createFromPath(path: string): NativeImage {
    try {
      return new NativeImage(readFileSync(path))
    } catch {
      // As Electron: an image that is not there is empty.
      return new NativeImage()
    }
  }

  isEmpty(): boolean {
    return this.#bytes.length === 0
  }
  toDataURL(): string {
    return `data:image/png;base64,${this.#bytes.toString('base64')}`
  }
}

/** An image by its path or itself. @throws Electron's error for a path without an image */
export function imageOf(image: NativeImage | string): NativeImage {
  if (typeof image !== 'string') return image
  const found = NativeImage.createFromPath(image)
  if (found.isEmpty()) throw new Error(`Failed to load image from path '${image}'`)
  return found
}
