import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { canaryFolder } from './canary-folder.ts'

it('takes away what a worker that was killed left behind, and nothing else', () => {
  const top = mkdtempSync(join(tmpdir(), 'interlock-canaries-'))
  onTestFinished(() => rmSync(top, { recursive: true, force: true }))
  const gone = spawnSync(process.execPath, ['--version']).pid
  mkdirSync(join(top, `interlock-canary-${gone}-aBc123`, 'open'), { recursive: true })
  writeFileSync(join(top, `interlock-canary-${gone}-aBc123`, 'open', 'x'), '')
  const others = [`interlock-canary-${process.pid}-aBc123`, `interlock-canary-${gone}`, `other-${gone}-aBc123`]
  for (const name of others) mkdirSync(join(top, name))
  symlinkSync(join(top, others[0] ?? ''), join(top, `interlock-canary-${gone}-linked`))

  const made = canaryFolder(top)
  expect(readdirSync(top).toSorted()).toEqual([...others, `interlock-canary-${gone}-linked`, basename(made)].toSorted())
  expect(canaryFolder(top)).not.toBe(made)
})
