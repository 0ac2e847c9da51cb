import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pageWith, type Taken } from './page.ts'

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'interlock-page-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const result = { unit: '/s', median: 1, min: 1, max: 1, rounds: [1], target: { atLeast: 2 } } as const
const taken: Taken = {
  at: '2026-01-02T03:04:05.000Z',
  machine: { cpu: 'A', cores: 2, memory_gb: 8, system: 'linux', node: 'v24', sqlite: '3', fdatasync_ms: 0.1 },
  quick: false,
  reports: [
    {
      name: 'x',
      title: 'Title',
      load: { before: 0, after: 0 },
      seconds: 90,
      results: [
        { ...result, what: 'rate', met: true },
        { ...result, what: '… of raw', met: false },
      ],
      notes: [],
    },
  ],
}

it('puts the tables between the marks of a page and leaves the rest', () => {
  const file = join(folder, 'page.md')
  writeFileSync(file, 'before\n<!-- figures: begin -->\nformer\n<!-- figures: end -->\nafter\n')
  const page = pageWith(file, taken)
  expect(page).toMatch(/^before\n<!-- figures: begin -->\n/)
  expect(page).toMatch(/\n<!-- figures: end -->\nafter\n$/)
  expect(page).not.toContain('former')
  expect(page).toContain('## Title')
})

it('counts the targets and names those that were missed', () => {
  const page = pageWith(join(folder, 'absent.md'), taken)
  expect(page).toContain('1 of 2 targets met.')
  expect(page).toContain('- Title: rate … of raw')
  expect(page).toMatch(/^2026-01-02: 2 × A, /)
})
