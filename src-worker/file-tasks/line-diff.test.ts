import { expect, it } from 'vitest'
import { lineDiff } from './line-diff.ts'

it('says what goes and what comes, with three lines around it', () => {
  const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', ''].join('\n')
  const diff = lineDiff(before, before.replace('e', 'E'))
  expect(diff).toEqual({
    added: 1,
    removed: 1,
    cut: false,
    hunks: [
      {
        old_start: 2,
        old_lines: 7,
        new_start: 2,
        new_lines: 7,
        lines: [' b', ' c', ' d', '-e', '+E', ' f', ' g', ' h'],
      },
    ],
  })
})

it('shows a change of line ends, and a missing one at the end', () => {
  expect(lineDiff('a\r\n', 'a\n').hunks[0]?.lines).toEqual(['-a\r', '+a'])
  expect(lineDiff('a', 'a\n').hunks[0]?.lines).toContain('\\ No newline at end of file')
})

it('has nothing to say of two that are the same', () => {
  expect(lineDiff('a\n', 'a\n')).toEqual({ added: 0, removed: 0, cut: false, hunks: [] })
})

it('ends in time where the two have nothing in common, and counts all of it', () => {
  const lines = (what: string) => Array.from({ length: 40_000 }, (_, at) => `${what} ${at}`).join('\n')
  const diff = lineDiff(lines('old'), lines('new'))
  expect(diff).toMatchObject({ added: 40_000, removed: 40_000, cut: true })
  expect(diff.hunks.flatMap((hunk) => hunk.lines)).toHaveLength(5000)
})

it('cuts a line of megabytes where it is shown', () => {
  const diff = lineDiff('', `${'x'.repeat(100_000)}\n`)
  expect(diff.cut).toBe(true)
  expect(diff.hunks[0]?.lines[0]?.length).toBeLessThan(3000)
})
