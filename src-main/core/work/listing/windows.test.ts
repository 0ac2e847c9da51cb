import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { spansOf, windowsOf } from './windows.ts'

const inside = (seq: number, { after, before }: { after: number; before: number }) => seq > after && seq < before

it('holds each number of the spans once, in the order asked for', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 90_000 }),
      fc.integer({ min: 0, max: 90_000 }),
      fc.integer({ min: 0, max: 90_000 }),
      fc.constantFrom('newest' as const, 'oldest' as const),
      (from, length, after, order) => {
        const spans = [
          { after: from, before: from + length },
          { after: from + length + 100, before: 300_000 },
        ]
        const within = { after, before: 200_000 }
        const windows = [...windowsOf(spans, within, order)]
        const sorted = windows.toSorted((a, b) => (order === 'newest' ? b.after - a.after : a.after - b.after))
        expect(windows).toEqual(sorted)
        const edges = [...spans, ...windows, within].flatMap((each) => [each.after, each.before])
        for (const seq of edges.flatMap((edge) => [edge - 1, edge, edge + 1])) {
          const wanted = inside(seq, within) && spans.some((span) => inside(seq, span))
          expect(windows.filter((window) => inside(seq, window))).toHaveLength(wanted ? 1 : 0)
        }
      },
    ),
  )
})

it('looks through what the index has of a time and what it has not seen yet', () => {
  const unseen = { after: 50, before: Number.MAX_SAFE_INTEGER }
  expect(spansOf({ from: 10, to: 20, known: 50 })).toEqual([{ after: 9, before: 20 }, unseen])
  expect(spansOf({ from: 40, to: 80, known: 50 })).toEqual([{ after: 39, before: 51 }, unseen])
  expect(spansOf({ from: null, to: 20, known: 50 })).toEqual([unseen])
  expect(spansOf({ from: 20, to: 10, known: 50 })).toEqual([unseen])
  expect(spansOf({ from: null, to: null, known: null })).toEqual([{ ...unseen, after: 0 }])
})
