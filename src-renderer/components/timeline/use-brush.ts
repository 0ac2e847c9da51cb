import { type PointerEvent, useState } from 'react'
import type { Scale, Stretch } from './scale.ts'

/** Less than this is a click. */
const DRAG_PX = 4

interface Brush {
  readonly startX: number
  readonly from: number
  readonly to: number
  readonly dragged: boolean
}

/** Choosing a stretch of time with the pointer: dragging brushes, a click picks the moment. */
export function useBrush(
  scale: Scale,
  { onStretch, onMoment }: { onStretch: (stretch: Stretch) => void; onMoment: (ms: number) => void },
) {
  const [brush, setBrush] = useState<Brush>()
  const momentOf = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    return scale.momentAt((event.clientX - left) / Math.max(1, width))
  }
  return {
    /** What is being brushed, as shares of the picture. */
    shown:
      brush?.dragged === true
        ? { left: scale.at(Math.min(brush.from, brush.to)), right: scale.at(Math.max(brush.from, brush.to)) }
        : undefined,
    handlers: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        if (event.button !== 0) return
        const at = momentOf(event)
        setBrush({ startX: event.clientX, from: at, to: at, dragged: false })
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        if (!brush) return
        const dragged = brush.dragged || Math.abs(event.clientX - brush.startX) > DRAG_PX
        // Only now, so that a click on a bar stays a click on the bar.
        if (dragged && !brush.dragged) event.currentTarget.setPointerCapture(event.pointerId)
        setBrush({ ...brush, to: momentOf(event), dragged })
      },
      onPointerUp(event: PointerEvent<HTMLElement>) {
        if (!brush) return
        setBrush(undefined)
        const [from, to] = [Math.min(brush.from, brush.to), Math.max(brush.from, brush.to)]
        if (brush.dragged && to - from >= 1) onStretch({ from, to })
        else if (!brush.dragged && !(event.target instanceof Element && event.target.closest('button')))
          onMoment(brush.from)
      },
      onPointerCancel: () => setBrush(undefined),
    },
  }
}
