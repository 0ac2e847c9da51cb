import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { FileAnswer } from '#schemas/protocol'
import { doFileTask } from './file-task.ts'
import { createDiffBudget } from './diff-budget.ts'

/** The comparison of a file of so many lines with what lies there, if anything. */
function aComparison(lines: number, over = 0): FileAnswer {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'interlock-budget-')))
  const path = join(folder, 'workspace')
  mkdirSync(path)
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const content = join(folder, 'content')
  writeFileSync(content, `${'x'.repeat(999)}\n`.repeat(lines))
  if (over > 0) writeFileSync(join(path, 'new.txt'), `${'y'.repeat(999)}\n`.repeat(over))
  return doFileTask({ task: 'compare', workspace: { name: 'a', path }, path: 'new.txt', content, keep: null })
}

function unitsOf(answer: FileAnswer): number {
  if (answer.answer !== 'compared') throw new Error('It was not compared.')
  return answer.diff.hunks.flatMap(({ lines }) => lines).join('').length
}

it('shows the lines of as many changes as there is room for, and counts all', () => {
  const answer = aComparison(1500)
  const fit = createDiffBudget(100)
  const fitted = Array.from({ length: 100 }, () => fit(answer))
  expect(fitted.reduce((sum, each) => sum + unitsOf(each), 0)).toBeLessThanOrEqual(4 * 1024 * 1024)
  expect(fitted.filter((each) => unitsOf(each) > 0)).toHaveLength(2)
  expect(fitted.at(-1)).toMatchObject({ diff: { added: 1500, removed: 0, hunks: [], cut: true } })
  const small = aComparison(1)
  expect(fit(small)).toEqual(small)
})

it('shows one that is asked for alone, however long', () => {
  const answer = aComparison(4000, 4000)
  expect(unitsOf(answer)).toBeGreaterThan(4 * 1024 * 1024)
  expect(createDiffBudget(1)(answer)).toEqual(answer)
})
