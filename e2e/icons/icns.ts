import { type Pixels, pngOf } from './png.ts'

/**
 * Names of the pictures in a macOS icon that are PNG, with their sizes in pixels. The old names for 16 and 32 without doubling
 * are left out: some versions draw them wrongly, and macOS takes the doubled ones in their place.
 * Source: https://en.wikipedia.org/wiki/Apple_Icon_Image_format
 */
export const ICNS_PICTURES = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
] as const

/** @param drawn the picture of a size in pixels */
export function icnsOf(drawn: (size: number) => Pixels): Buffer {
  const pictures = ICNS_PICTURES.map(([name, size]) => block(name, pngOf(drawn(size))))
  return block('icns', Buffer.concat(pictures))
}

/** What an icon holds, picture by picture. */
export function icnsEntries(icns: Buffer): { name: string; png: Buffer }[] {
  if (icns.toString('latin1', 0, 4) !== 'icns' || icns.readUInt32BE(4) !== icns.length)
    throw new Error('It is no macOS icon.')
  const entries: { name: string; png: Buffer }[] = []
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
    entries.push({
      name: icns.toString('latin1', at, at + 4),
      png: icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)),
    })
  return entries
}

/** Four letters, the length with this head, and the content. */
function block(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32BE(content.length + 8, 4)
  return Buffer.concat([head, content])
}
