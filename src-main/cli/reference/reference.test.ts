import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { installationRoot } from '../installation.ts'
import { createProgram } from '../program/program.ts'
import { JSON_ANSWERS } from './answers.ts'
import { cliReference, leaves } from './reference.ts'

it('is what docs/cli.md says; `node src-main/cli/docs.ts` writes it anew', () => {
  expect(readFileSync(join(installationRoot(), 'docs', 'cli.md'), 'utf8')).toBe(cliReference())
})

it('says of every command what it answers', () => {
  const names = leaves(createProgram('0.0.0', () => Promise.resolve())).map(({ name }) => name)
  expect(Object.keys(JSON_ANSWERS).toSorted()).toEqual(names.toSorted())
})
