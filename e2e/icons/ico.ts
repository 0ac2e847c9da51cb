import { type Pixels, pngOf } from './png.ts'

const LARGE = 256

/**
 * A Windows icon of several sizes. Those below 256 are bitmaps, which every loader reads; 256 is a PNG, as Windows wants it.
 * Source: https://learn.microsoft.com/en-us/previous-versions/ms997538(v=msdn.10)
 */
export function icoOf(pictures: readonly Pixels[]): Buffer {
  const images = pictures.map((picture) => (picture.size >= LARGE ? pngOf(picture) : bitmapOf(picture)))
  const head = Buffer.alloc(6 + 16 * images.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(images.length, 4)
  let offset = head.length
  for (const [at, image] of images.entries()) {
    const size = pictures[at]?.size ?? 0
    const entry = 6 + 16 * at
    // One byte each for width and height, in which 256 is 0.
    head.writeUInt8(size % LARGE, entry)
    head.writeUInt8(size % LARGE, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(image.length, entry + 8)
    head.writeUInt32LE(offset, entry + 12)
    offset += image.length
  }
  return Buffer.concat([head, ...images])
}

/** Sizes an icon holds, with the place of each picture in it. */
export function icoEntries(ico: Buffer): { size: number; offset: number; length: number }[] {
  if (ico.readUInt16LE(0) !== 0 || ico.readUInt16LE(2) !== 1) throw new Error('It is no Windows icon.')
  return Array.from({ length: ico.readUInt16LE(4) }, (_, at) => {
    const entry = 6 + 16 * at
    return {
      size: ico.readUInt8(entry) || LARGE,
      length: ico.readUInt32LE(entry + 8),
      offset: ico.readUInt32LE(entry + 12),
    }
  })
}

/** From the bottom row up, blue first, followed by a mask of what shows, which alpha stands in for. */
function bitmapOf({ size, rgba }: Pixels): Buffer {
  const maskRow = Math.ceil(size / 32) * 4
  const header = Buffer.alloc(40)
  header.writeUInt32LE(40, 0)
  header.writeInt32LE(size, 4)
  header.writeInt32LE(size * 2, 8)
  header.writeUInt16LE(1, 12)
  header.writeUInt16LE(32, 14)
  header.writeUInt32LE(size * size * 4 + maskRow * size, 20)
  const colours = Buffer.alloc(size * size * 4)
  const mask = Buffer.alloc(maskRow * size)
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const from = (y * size + x) * 4
      const row = size - 1 - y
      const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(from, from + 4)
      colours.set([blue, green, red, alpha], (row * size + x) * 4)
      const byte = row * maskRow + (x >> 3)
      if (alpha === 0) mask.writeUInt8(mask.readUInt8(byte) | (0x80 >> (x & 7)), byte)
    }
  return Buffer.concat([header, colours, mask])
}
