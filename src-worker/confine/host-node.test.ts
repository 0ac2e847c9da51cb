import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { findHostNode } from './host-node.ts'

function aPathOf(versions: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'interlock-node-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const folders = Object.entries(versions).map(([folder, version]) => {
    mkdirSync(join(root, folder))
    writeFileSync(join(root, folder, 'node'), `#!/bin/sh\n${version}\n`)
    chmodSync(join(root, folder, 'node'), 0o755)
    return join(root, folder)
  })
  return [join(root, 'missing'), ...folders].join(delimiter)
}

it('is the program that runs us, where that is Node', () => {
  expect(findHostNode({ node: '24.1.0' }, '')).toBe(process.execPath)
})

it('is the first on the PATH that is new enough, inside Electron', () => {
  const path = aPathOf({ old: 'echo v20.20.2', broken: 'exit 1', fit: 'echo v22.3.0', newer: 'echo v24.1.0' })
  expect(findHostNode({ electron: '45.4.1' }, path)).toMatch(/\/fit\/node$/)
})

it('is nothing inside Electron where the PATH leads to none', () => {
  expect(findHostNode({ electron: '45.4.1' }, aPathOf({ old: 'echo v20.20.2' }))).toBeUndefined()
  expect(findHostNode({ electron: '45.4.1' }, undefined)).toBeUndefined()
})
