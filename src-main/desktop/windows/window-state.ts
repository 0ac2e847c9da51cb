import { z } from 'zod'
import { parseGuardedJson } from '#schemas/format'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const side = z.int().min(-100_000).max(100_000)
const length = z.int().min(1).max(100_000)

const windowStateSchema = z.object({
  bounds: z.object({ x: side, y: side, width: length, height: length }),
  maximised: z.boolean(),
})
export type WindowState = z.infer<typeof windowStateSchema>

const MAX_BYTES = 4096
const SMALLEST = { width: 720, height: 480 }
const USUAL = { width: 1280, height: 860 }
/** So much of the title bar must be in sight for a hand to grasp it. */
const GRASP = { width: 96, height: 24 }

/** Where a window may begin, and the smallest it may be made. */
export interface Place {
  readonly width: number
  readonly height: number
  /** Undefined: the system puts it into the middle. */
  readonly x?: number
  readonly y?: number
  readonly maximised: boolean
}
export const SMALLEST_WINDOW = SMALLEST

/** What was remembered; undefined where that cannot be read. */
export function parseWindowState(text: string): WindowState | undefined {
  const read = parseGuardedJson(text, MAX_BYTES)
  return read.ok ? windowStateSchema.safeParse(read.value).data : undefined
}

/**
 * Where a window opens: as it was left, where that is still in sight, else in the middle of the first display. It never is larger
 * than the display it is on.
 * @param displays the parts of all displays that windows may use, the first before the others
 */
export function placeOf(saved: WindowState | undefined, displays: readonly Rectangle[]): Place {
  const [first = { x: 0, y: 0, ...USUAL }] = displays
  const maximised = saved?.maximised ?? false
  const on = saved && displays.find((display) => canBeGrasped(saved.bounds, display))
  if (saved === undefined || on === undefined) return { ...within(saved?.bounds ?? USUAL, first), maximised }
  const { x, y } = saved.bounds
  return { ...within(saved.bounds, on), x, y, maximised }
}

function within(wished: { width: number; height: number }, display: Rectangle): { width: number; height: number } {
  return {
    width: Math.min(Math.max(wished.width, SMALLEST.width), display.width),
    height: Math.min(Math.max(wished.height, SMALLEST.height), display.height),
  }
}

function canBeGrasped(window: Rectangle, display: Rectangle): boolean {
  const across =
    Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x) >= GRASP.width
  const isTitleInSight = window.y >= display.y && window.y + GRASP.height <= display.y + display.height
  return across && isTitleInSight
}
