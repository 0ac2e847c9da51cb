import type { Marker } from './model.ts'

/** Fills a stretch with diagonal lines: what is in it is not final. */
export function hatch(
  ctx: CanvasRenderingContext2D,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  { colour, pixel }: { colour: string; pixel: number },
): void {
  ctx.save()
  // The last line may have been a dashed one.
  ctx.setLineDash([])
  ctx.beginPath()
  ctx.rect(left, top, width, height)
  ctx.clip()
  ctx.beginPath()
  for (let x = left - height; x < left + width; x += 6 * pixel) {
    ctx.moveTo(x, top + height)
    ctx.lineTo(x + height, top)
  }
  ctx.strokeStyle = colour
  ctx.lineWidth = pixel
  ctx.stroke()
  ctx.restore()
}

/** A mark of seven pixels, by shape as much as by colour. */
export function drawMarker(
  ctx: CanvasRenderingContext2D,
  { x, y, marker }: { x: number; y: number; marker: Marker },
  { colour, surface, pixel }: { colour: string; surface: string; pixel: number },
): void {
  const r = 3.5 * pixel
  ctx.save()
  // The last line may have been a dashed one.
  ctx.setLineDash([])
  ctx.beginPath()
  if (marker === 'circle' || marker === 'ring') ctx.arc(x, y, r, 0, 2 * Math.PI)
  else if (marker === 'square') ctx.rect(x - r, y - r, 2 * r, 2 * r)
  else if (marker === 'diamond') {
    ctx.moveTo(x, y - r * 1.3)
    ctx.lineTo(x + r * 1.3, y)
    ctx.lineTo(x, y + r * 1.3)
    ctx.lineTo(x - r * 1.3, y)
  } else {
    ctx.moveTo(x, y - r * 1.2)
    ctx.lineTo(x + r * 1.2, y + r)
    ctx.lineTo(x - r * 1.2, y + r)
  }
  ctx.closePath()
  ctx.fillStyle = marker === 'ring' ? surface : colour
  ctx.strokeStyle = marker === 'ring' ? colour : surface
  ctx.lineWidth = 1.5 * pixel
  ctx.fill()
  ctx.stroke()
  ctx.restore()
}
