import type { Page } from 'playwright-core'
import type { Pixels } from './png.ts'

export interface Look {
  readonly symbol: string
  readonly colour: string
  readonly size: number
  readonly margin: number
}

/** Draws one symbol of a source by the browser of a page. */
export async function draw(page: Page, source: string, { symbol, colour, size, margin }: Look): Promise<Pixels> {
  const free = size * margin
  const inner = size - 2 * free
  const place = `x="${free}" y="${free}" width="${inner}" height="${inner}"`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" color="${colour}">${symbolsOf(source)}<use href="#${symbol}" ${place}/></svg>`
  const encoded = await page.evaluate(
    async ({ address, side }) => {
      const picture = new Image()
      picture.src = address
      await picture.decode()
      const canvas = document.createElement('canvas')
      canvas.width = side
      canvas.height = side
      const context = canvas.getContext('2d')
      if (context === null) throw new Error('This browser draws on no canvas.')
      context.drawImage(picture, 0, 0)
      const { data } = context.getImageData(0, 0, side, side)
      const row = side * 4
      // Text crosses to this process much faster than a list of numbers.
      return btoa(
        Array.from({ length: side }, (_, y) => String.fromCharCode(...data.subarray(y * row, (y + 1) * row))).join(''),
      )
    },
    { address: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`, side: size },
  )
  return { size, rgba: Buffer.from(encoded, 'base64') }
}

function symbolsOf(source: string): string {
  return source.slice(source.indexOf('<symbol'), source.lastIndexOf('</symbol>') + '</symbol>'.length)
}
