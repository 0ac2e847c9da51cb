import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { icnsEntries, icnsOf, ICNS_PICTURES } from './icns.ts'
import { icoEntries, icoOf } from './ico.ts'
import { ICONS, madeSchema, recipeHash, sha256 } from './made.ts'
import { PLAN } from './plan.ts'
import { type Pixels, pngOf, pngSize } from './png.ts'

const made = madeSchema.parse(JSON.parse(readFileSync(join(ICONS, 'icons.json'), 'utf8')))
const read = (file: string) => readFileSync(join(ICONS, file))

/** One red pixel at the top left, the others clear. */
function aPicture(size: number): Pixels {
  const rgba = new Uint8Array(size * size * 4)
  rgba.set([255, 0, 0, 255])
  return { size, rgba }
}

/** The sizes that a file holds, as a reader finds them. */
function sizesIn(file: string, bytes: Buffer): number[] {
  if (file.endsWith('.ico')) return icoEntries(bytes).map(({ size }) => size)
  const pictures = file.endsWith('.icns') ? icnsEntries(bytes).map(({ png }) => png) : [bytes]
  return pictures.map((png) => pngSize(png).width)
}

describe('the icons that are kept', () => {
  it('are made from the source and the plan as they stand: otherwise run `npm run icons`', () => {
    expect(made.recipe).toBe(recipeHash(read('interlock.svg').toString()))
    expect(made.files.map(({ file }) => file)).toEqual(PLAN.map(({ file }) => file))
  })

  it.each(made.files)('is $file as it was drawn, in every size it names', ({ file, sizes, sha256: hash }) => {
    const bytes = read(file)
    expect(sha256(bytes)).toBe(hash)
    expect([...new Set(sizesIn(file, bytes))]).toEqual(sizes)
  })

  it('have a shape of their own for each state, in no colour', () => {
    const shapes = ['idle', 'running', 'attention', 'engaged', 'hard', 'lost'].map((state) =>
      sha256(read(`tray/mac/${state}Template.png`)),
    )
    expect(new Set(shapes).size).toBe(shapes.length)
  })
})

describe('containers', () => {
  it('keeps small pictures of a Windows icon as bitmaps from the bottom up', () => {
    const ico = icoOf([aPicture(16), aPicture(256)])
    const [small, large] = icoEntries(ico)
    expect(small).toMatchObject({ size: 16, offset: 6 + 2 * 16, length: 40 + 16 * 16 * 4 + 16 * 4 })
    expect(large?.size).toBe(256)
    const topLeft = (small?.offset ?? 0) + 40 + 15 * 16 * 4
    expect([...ico.subarray(topLeft, topLeft + 4)]).toEqual([0, 0, 255, 255])
    expect(pngSize(ico.subarray(large?.offset))).toEqual({ width: 256, height: 256 })
  })

  it('names each picture of a macOS icon', () => {
    const entries = icnsEntries(icnsOf(aPicture))
    expect(entries.map(({ name, png }) => [name, pngSize(png).width])).toEqual(ICNS_PICTURES.map((each) => [...each]))
  })

  it('makes the same bytes of the same pixels', () => {
    expect(pngOf(aPicture(24))).toEqual(pngOf(aPicture(24)))
  })
})
