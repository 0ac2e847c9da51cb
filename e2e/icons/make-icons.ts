import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { findBrowser } from '../gate/find-browser.mjs'
import { draw } from './draw.ts'
import { icnsOf } from './icns.ts'
import { icoOf } from './ico.ts'
import { ICONS, type MadeFile, recipeHash, sha256 } from './made.ts'
import { type Drawing, PLAN, symbolFor } from './plan.ts'
import { type Pixels, pngOf } from './png.ts'

/**
 * Draws every icon from `resources/icons/interlock.svg`, with a Chromium of this machine. The same browser draws the same bytes;
 * another version may round an edge otherwise, so the files are kept, and `icons.json` says what they were made from.
 */
const source = readFileSync(join(ICONS, 'interlock.svg'), 'utf8')
const executablePath = findBrowser()
if (executablePath === undefined) throw new Error('Drawing icons needs a Chromium; CHROMIUM_PATH may name one.')
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] })
const page = await browser.newPage()

for (const made of ['linux', 'tray']) rmSync(join(ICONS, made), { recursive: true, force: true })
const files: MadeFile[] = []
for (const drawing of PLAN) {
  const bytes = await bytesOf(page, drawing)
  const path = join(ICONS, drawing.file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
  files.push({ file: drawing.file, sizes: [...drawing.sizes], sha256: sha256(bytes) })
}
await browser.close()
writeFileSync(join(ICONS, 'icons.json'), `${JSON.stringify({ recipe: recipeHash(source), files }, undefined, 2)}\n`)
console.log(`${files.length} icons drawn.`)

async function bytesOf(canvas: Page, drawing: Drawing): Promise<Buffer> {
  const { colour, margin } = drawing
  const drawn = new Map<number, Pixels>()
  for (const size of drawing.sizes)
    drawn.set(size, await draw(canvas, source, { symbol: symbolFor(drawing, size), colour, size, margin }))
  const [first] = drawn.values()
  if (first === undefined) throw new Error(`${drawing.file} has no size.`)
  if (drawing.file.endsWith('.ico')) return icoOf([...drawn.values()])
  if (drawing.file.endsWith('.icns')) return icnsOf((size) => drawn.get(size) ?? first)
  return pngOf(first)
}
