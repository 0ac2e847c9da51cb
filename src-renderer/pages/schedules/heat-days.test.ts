import { expect, it } from 'vitest'
import { heatWeeks } from './heat-days.ts'

const NONE = { succeeded: 0, failed: 0, cancelled: 0, open: 0, refused: 0, missed: 0 }
const SATURDAY = '2026-11-21'

it('draws weeks from Monday, up to today, the worst of each day first', () => {
  const weeks = heatWeeks(
    [
      { ...NONE, day: '2026-11-19', succeeded: 4, failed: 1 },
      { ...NONE, day: '2026-11-20', succeeded: 9, missed: 2 },
      { ...NONE, day: SATURDAY, succeeded: 3 },
    ],
    SATURDAY,
  )
  expect(weeks).toHaveLength(12)
  expect(weeks.at(-1)?.map((day) => day && [day.day.slice(8), day.look])).toEqual([
    ['16', 'none'],
    ['17', 'none'],
    ['18', 'none'],
    ['19', 'bad'],
    ['20', 'held'],
    ['21', 'good'],
    undefined,
  ])
  expect(weeks.at(-1)?.[3]?.words).toBe('4 succeeded, 1 failed')
  expect(weeks[0]?.[0]?.words).toBe('nothing was due')
})

it('reaches back to the first firing, and no further than a year', () => {
  expect(heatWeeks([{ ...NONE, day: '2026-08-03', succeeded: 1 }], SATURDAY)).toHaveLength(16)
  expect(heatWeeks([{ ...NONE, day: '2024-01-01', succeeded: 1 }], SATURDAY)).toHaveLength(53)
})
