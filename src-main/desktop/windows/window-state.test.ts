import { describe, expect, it } from 'vitest'
import { parseWindowState, placeOf } from './window-state.ts'

const LAPTOP = { x: 0, y: 25, width: 1440, height: 875 }
const SECOND = { x: 1440, y: 0, width: 1920, height: 1080 }
const left = (bounds: { x: number; y: number; width: number; height: number }, maximised = false) => ({
  bounds,
  maximised,
})

describe('a window opens', () => {
  it('in the middle of the first display when nothing is remembered', () => {
    expect(placeOf(undefined, [LAPTOP, SECOND])).toEqual({ width: 1280, height: 860, maximised: false })
  })

  it('where it was left, on whichever display', () => {
    const bounds = { x: 1600, y: 40, width: 900, height: 700 }
    expect(placeOf(left(bounds, true), [LAPTOP, SECOND])).toEqual({ ...bounds, maximised: true })
  })

  it.each([
    ['a display that is gone', { x: 1600, y: 40, width: 900, height: 700 }],
    ['above every display', { x: 100, y: -400, width: 900, height: 700 }],
    ['a strip too narrow to grasp', { x: 1400, y: 100, width: 900, height: 700 }],
  ])('in the middle, at its size, when it was left on %s', (_, bounds) => {
    expect(placeOf(left(bounds), [LAPTOP])).toEqual({ width: 900, height: 700, maximised: false })
  })

  it('no larger than its display and no smaller than can be worked in', () => {
    expect(placeOf(left({ x: 0, y: 25, width: 5000, height: 3000 }), [LAPTOP])).toMatchObject({
      width: 1440,
      height: 875,
    })
    expect(placeOf(left({ x: 0, y: 25, width: 10, height: 10 }), [LAPTOP])).toMatchObject({ width: 720, height: 480 })
  })
})

it.each(['', 'null', '{"bounds":{}}', '{"bounds":{"x":1e99,"y":0,"width":1,"height":1},"maximised":false}', '['])(
  'takes %j for nothing remembered',
  (text) => {
    expect(parseWindowState(text)).toBeUndefined()
  },
)
