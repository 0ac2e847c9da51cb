import { expect, it } from 'vitest'
import { notedRows } from './noted-rows.ts'

const rows = (...kinds: string[]) => kinds.map((kind, index) => ({ seq: index + 1, kind }))

it('notes what was asked, who ran it, the first step before it started, and the end', () => {
  const noted = notedRows(
    rows('job.enqueued', 'run.claimed', 'run.header', 'tool.called', 'tool.returned', 'tool.called', 'run.finished'),
  )
  expect([...noted]).toEqual([
    [1, 1],
    [3, 2],
    [4, 3],
    [7, 4],
  ])
})

it('gives four notes to a run that starts no command', () => {
  expect(notedRows(rows('job.enqueued', 'run.claimed', 'run.header', 'step.done', 'run.finished')).size).toBe(4)
  expect(notedRows(rows('job.enqueued', 'run.claimed', 'run.header', 'run.finished')).size).toBe(4)
})
