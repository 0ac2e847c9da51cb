import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { TimeZone } from '../times.ts'
import type { ChartData } from './model.ts'
import { onLookChange, paletteAt } from './palette.ts'
import { createPlot, type PlotFrame } from './plot.ts'

/** Keeps a plot in an element: drawn anew when the data change, sized with the element. */
export function usePlot(
  data: ChartData,
  { height, zone }: { height: number; zone: TimeZone },
): [RefObject<HTMLDivElement | null>, PlotFrame | undefined] {
  const element = useRef<HTMLDivElement>(null)
  const [frame, setFrame] = useState<PlotFrame>()
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (!element.current) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  useLayoutEffect(() => {
    const target = element.current
    if (!target || width === 0) return
    const plot = createPlot(target, data, {
      width,
      height,
      zone,
      palette: paletteAt(target),
      onFrame: (next) => setFrame((now) => (now && sameFrame(now, next) ? now : next)),
    })
    return () => plot.destroy()
  }, [data, width, height, zone])
  return [element, frame]
}

function sameFrame(a: PlotFrame, b: PlotFrame): boolean {
  return a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height && a.max === b.max
}

/** Grows when the page looks otherwise; what was drawn in its colours is then drawn anew. */
export function useLook(): number {
  const [look, setLook] = useState(0)
  useEffect(() => onLookChange(() => setLook((count) => count + 1)), [])
  return look
}
