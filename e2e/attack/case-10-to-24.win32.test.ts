import { spawnSync } from 'node:child_process'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isDeniedPath, LaunchRefused, PathRejected } from '#confine'
import { type AttackBed, makeAttackBed } from './attack-bed.ts'

let bed: AttackBed
beforeEach(() => (bed = makeAttackBed()))
afterEach(() => bed.remove())

describe('case 10, 11 and 13 names on Windows', () => {
  it('case 10 a stream of a file is reached without the guard, and not with it', () => {
    bed.write('f.txt', 'text')
    writeFileSync(join(bed.workspace, 'f.txt:stream'), 'HIDDEN')
    expect(readFileSync(join(bed.workspace, 'f.txt:stream'), 'utf8')).toBe('HIDDEN')
    expect(() => bed.root.readFile('f.txt:stream', { limitBytes: 100 })).toThrow(PathRejected)
  })

  it.each(['NUL', 'COM1.log', 'a.', 'GIT~1'])('case 10 %s is refused', (name) => {
    expect(() => bed.root.readFile(name, { limitBytes: 100 })).toThrow(PathRejected)
  })

  it('case 11 another way to write .git is .git', () => {
    expect(['.GIT/config', 'git~1/config', '.git./config', '.git::$INDEX_ALLOCATION/config'].map(isDeniedPath)).toEqual(
      [true, true, true, true],
    )
  })

  it('case 13 a junction is followed without the guard, and not with it', () => {
    symlinkSync(bed.outside, join(bed.workspace, 'junction'), 'junction')
    expect(readFileSync(join(bed.workspace, 'junction/secret.txt'), 'utf8')).toBe('SECRET')
    expect(() => bed.root.readFile('junction/secret.txt', { limitBytes: 100 })).toThrow(PathRejected)
  })
})

describe('case 24 a batch file, whose arguments are parsed a second time', () => {
  it.each(['.cmd', '.bat'])(
    'case 24 runs what its argument says without the guard, and is refused with it: %s',
    async (ending) => {
      const batch = bed.write(`tool${ending}`, '@echo off\r\n')
      const attack = '"&echo HACKED'
      expect(spawnSync(`"${batch}" ${attack}`, { shell: true, encoding: 'utf8' }).stdout).toContain('HACKED')
      const refusal: unknown = await bed.run([batch, attack]).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(LaunchRefused)
      expect(refusal).toMatchObject({ code: 'batch_file' })
    },
  )
})
