import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_ARTIFACT_TEXT_UNITS } from '#schemas/protocol'
import { createRedaction } from '#confine'
import { createArtifacts } from './artifacts.ts'

let folder: string
let scratch: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-artifacts-'))
  scratch = join(folder, 'scratch')
})
afterEach(() => rmSync(folder, { recursive: true }))

const SUMMARY = { kind: 'summary', name: 'job-1.md', media_type: 'text/markdown', file: 'summary.md' } as const

describe('artifacts', () => {
  it('are whole on disk once they are closed, however much was written', () => {
    const artifacts = createArtifacts(scratch, createRedaction([]))
    const file = artifacts.create(SUMMARY)
    for (let line = 0; line < 100_000; line += 1) file.write(`line ${line} é\n`)
    expect(artifacts.list()).toEqual([])
    artifacts.close()
    artifacts.close()
    expect(artifacts.list()).toEqual([SUMMARY])
    const lines = readFileSync(join(scratch, 'summary.md'), 'utf8').split('\n')
    expect([lines.length, lines[99_999]]).toEqual([100_001, 'line 99999 é'])
  })

  it.each(['', 'short é'])('travel as their text where that is short: «%s»', (text) => {
    const artifacts = createArtifacts(scratch, createRedaction([]))
    artifacts.create(SUMMARY).write(text)
    artifacts.close()
    const { file: _file, ...facts } = SUMMARY
    expect(artifacts.list()).toEqual([{ ...facts, text }])
    expect(existsSync(scratch)).toBe(false)
  })

  it('are never written through what a command has left in their place', () => {
    mkdirSync(scratch)
    const target = join(folder, 'target')
    writeFileSync(target, 'precious')
    symlinkSync(target, join(scratch, 'summary.md'))
    const artifacts = createArtifacts(scratch, createRedaction([]))
    const text = 'text'.repeat(MAX_ARTIFACT_TEXT_UNITS)
    artifacts.create(SUMMARY).write(text)
    artifacts.close()
    expect(readFileSync(target, 'utf8')).toBe('precious')
    expect(readFileSync(join(scratch, 'summary.md'), 'utf8')).toBe(text)
  })

  it('that cannot be written to their end are not listed', () => {
    const artifacts = createArtifacts(scratch, createRedaction([]))
    const broken = artifacts.create(SUMMARY)
    artifacts.create({ ...SUMMARY, name: 'other' })
    broken.close = () => {
      throw new Error('no space left')
    }
    expect(() => artifacts.close()).toThrow('no space left')
    expect(artifacts.list().map(({ name }) => name)).toEqual(['other'])
  })
})
